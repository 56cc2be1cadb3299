package io.masterha.it.badinput;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The table: what may be wrong with servers that are up, and what must be said about it. */
final class Weaknesses {
    private static final Duration SOON = Duration.ofSeconds(20);
    private final Lab lab;
    private final LabReplication replication;
    private final LabHost source;
    private final LabHost replica;

    private Weaknesses(Lab lab, LabReplication replication) {
        this.lab = lab;
        this.replication = replication;
        this.source = lab.host(1);
        this.replica = lab.host(2);
    }

    static List<Weakness> of(Lab lab, LabReplication replication) {
        Weaknesses all = new Weaknesses(lab, replication);
        List<Weakness> rows = new ArrayList<>(all.settings());
        rows.addAll(all.replicas());
        rows.addAll(all.configured());
        if (lab.flavour() != Flavour.MYSQL_56) {
            // There a filter is changed by a restart only.
            rows.add(all.filtered());
        }
        // The last: what it wrote cannot be taken back.
        if (lab.mode() == ReplicationMode.GTID && !lab.flavour().isMariaDb()) {
            rows.add(all.extraTransaction());
        }
        return rows;
    }

    private Weakness global(LabHost host, String variable, String weak, String good) {
        String set = "SET GLOBAL " + variable + " = ";
        return Weakness.of(
                host + " has " + variable + "=" + weak, () -> host.run(set + weak), () -> host.run(set + good));
    }

    private List<Weakness> settings() {
        List<Weakness> rows = new ArrayList<>(List.of(
                global(source, "sync_binlog", "0", "1").says("WARNING db1: sync_binlog=0", "acknowledged transactions"),
                global(source, "innodb_flush_log_at_trx_commit", "2", "1")
                        .says("WARNING db1: innodb_flush_log_at_trx_commit=2"),
                global(replica, "read_only", "0", "1").says("WARNING db2: it is a replica and read_only is off"),
                global(source, "binlog_format", "'STATEMENT'", "'ROW'").says("WARNING db1: binlog_format=STATEMENT"),
                global(replica, "server_id", "3", "2")
                        .fails()
                        .says("PROBLEM db2 and db3 have the same server_id 3", "next: give each server")));
        if (lab.mode() == ReplicationMode.POSITION) {
            rows.add(global(replica, "relay_log_purge", "1", "0").says("WARNING db2: relay_log_purge=1"));
        }
        return rows;
    }

    private List<Weakness> replicas() {
        return List.of(
                Weakness.of(
                                "a replica does not receive",
                                () -> replication.stopReceiver(replica),
                                () -> replication.startReceiver(replica))
                        .fails()
                        .says("PROBLEM db2: replication does not run", "next: START REPLICA on db2"),
                Weakness.of("a replica's applier has stopped with an error", this::conflict, this::conflictSolved)
                        .fails()
                        .says("PROBLEM db2: its applier stopped with an error", "1062", "next: mend the cause"));
    }

    private Weakness filtered() {
        return Weakness.of("a replica filters what the others do not", () -> filter("nowhere"), () -> filter(""))
                .fails()
                .says("PROBLEM the replicas have different replication filters", "nowhere", "next: make them equal");
    }

    private void filter(String database) {
        replication.stopApplier(replica);
        replica.run(
                lab.flavour().isMariaDb()
                        ? "SET GLOBAL replicate_ignore_db = '" + database + "'"
                        : "CHANGE REPLICATION FILTER REPLICATE_IGNORE_DB = (" + database + ")");
        replication.startApplier(replica);
        Until.holds("it runs", SOON, () -> replication.isRunning(replica));
    }

    private void conflict() {
        source.run("CREATE DATABASE IF NOT EXISTS conflicts");
        source.run("CREATE TABLE IF NOT EXISTS conflicts.t (id INT PRIMARY KEY)");
        Until.holds("db2 has the table", SOON, () -> replica.value("SELECT COUNT(*) FROM conflicts.t")
                .equals("0"));
        silently("INSERT INTO conflicts.t VALUES (1)");
        source.run("INSERT INTO conflicts.t VALUES (1)");
        Until.holds("db2 stops", SOON, () -> !replication.isRunning(replica));
    }

    private void conflictSolved() {
        silently("DELETE FROM conflicts.t");
        replication.startApplier(replica);
        Until.holds("db2 goes on", SOON, () -> replication.isRunning(replica));
    }

    /** Without a trace in the binlog, as somebody does who means well. */
    private void silently(String sql) {
        replica.shell(
                "mysql --version >/dev/null 2>&1; c=$(command -v mariadb || command -v mysql); $c -h127.0.0.1 -uadmin"
                        + " -padminpw -e \"SET sql_log_bin=0; SET GLOBAL " + open() + "=0; " + sql + "; SET GLOBAL "
                        + open()
                        + "=1\"");
    }

    private String open() {
        return lab.flavour().isMariaDb() || lab.flavour() == Flavour.MYSQL_56 ? "read_only" : "super_read_only";
    }

    private List<Weakness> configured() {
        return List.of(
                Weakness.in(
                                "one server's remote_workdir cannot be made",
                                conf -> conf.replace("hostname=db2\n", "hostname=db2\nremote_workdir=/proc/nowhere\n"))
                        .fails()
                        .says("db2", "/proc/nowhere", "next: set remote_workdir", "db3: node commands"),
                Weakness.in(
                                "the configured log directory is not on the host",
                                conf -> conf.replace(
                                        "hostname=db1\n", "hostname=db1\nmaster_binlog_dir=/nowhere/logs\n"))
                        .says(
                                "WARNING db1: its binary log is in /var/lib/mysql",
                                "set master_binlog_dir=/var/lib/mysql"));
    }

    private Weakness extraTransaction() {
        return Weakness.of(
                        "a replica has transactions of its own",
                        () -> {
                            replica.run("SET GLOBAL super_read_only = 0");
                            replica.run("CREATE DATABASE of_its_own");
                            replica.run("SET GLOBAL super_read_only = 1");
                        },
                        () -> {})
                .says("WARNING db2: it has transactions that the source db1 does not have: ", ":1");
    }
}

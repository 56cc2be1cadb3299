package io.masterha.it.node;

import io.masterha.binlog.node.SaveBinlogsRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.it.Selected;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import io.masterha.it.node.SpeedTable.Stopwatch;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How fast a large diff is saved and applied, beside {@code mysqlbinlog | mysql}, with durable commits and with relaxed
 * ones: for docs/performance.md. Run it alone.
 */
@Tag("on-demand")
@Tag("node-speed")
class NodeSpeedIT {
    private static final String DURABLE = "SET GLOBAL sync_binlog = 1; SET GLOBAL innodb_flush_log_at_trx_commit = 1";
    private static final String RELAXED = "SET GLOBAL sync_binlog = 0; SET GLOBAL innodb_flush_log_at_trx_commit = 2";
    /** What {@code timeout} ends with when it had to end what it watched. */
    private static final String TOO_LONG = "124";

    private static final int CLIENT_LIMIT_SECONDS = 1_200;

    private final SpeedTable table = new SpeedTable();

    @Test
    @Timeout(4_000)
    void a_large_diff_is_saved_and_applied_with_and_without_durable_commits() throws SQLException, IOException {
        try (NodeLab lab = NodeLab.start(5, options())) {
            lab.allAreEqual();
            SpeedLoad load = new SpeedLoad(lab.source, table);
            load.createTables();
            List<LabHost> replicas = lab.lab.hosts().subList(1, 5);
            for (LabHost host : replicas) {
                lab.caughtUp(host);
                lab.replication.stopReceiver(host);
                set(host, DURABLE);
            }
            set(lab.source, RELAXED);
            load.fill();
            SavedLog tail = save(lab);
            List<LabHost> whole = new ArrayList<>();
            for (LabHost host : replicas) {
                lab.source.shell("scp -q -o StrictHostKeyChecking=no " + tail.path() + " root@" + host.address() + ":"
                        + tail.path());
            }
            double ours = apply(replicas.get(0), tail, false);
            double oursRelaxed = apply(replicas.get(1), tail, true);
            whole.addAll(replicas.subList(0, 2));
            double client = classic(replicas.get(2), tail, DURABLE, whole);
            double clientRelaxed = classic(replicas.get(3), tail, RELAXED, whole);
            int goal = lab.source.flavour().isMariaDb() ? 3 : 5;
            table.ratio("durable", client / ours, goal);
            table.ratio("relaxed", clientRelaxed / oursRelaxed, goal);
            table.say("comparing the rows of " + whole.size() + " servers");
            Rows.becomeEqual(whole);
        }
        table.append();
    }

    /** As a server that has something to do is set up, and not as the small ones of the other tests. */
    private static String[] options() {
        return new String[] {
            "--innodb-buffer-pool-size=512M",
            "--innodb-log-buffer-size=16M",
            isNewMysql() ? "--innodb-redo-log-capacity=512M" : "--innodb-log-file-size=256M",
            "--max-binlog-size=128M",
            "--log-slave-updates=" + logReplicaUpdates()
        };
    }

    /** ON or OFF; otherwise the server's default: OFF on MariaDB and MySQL 5.6. */
    private static String logReplicaUpdates() {
        String wanted = System.getProperty("node.logReplicaUpdates", "");
        if (!wanted.isEmpty()) {
            return wanted;
        }
        return isNewMysql() ? "ON" : "OFF";
    }

    private static boolean isNewMysql() {
        return Selected.flavour().toString().matches("mysql:[89].*");
    }

    private static void set(LabHost host, String statements) {
        for (String statement : statements.split("; ")) {
            host.run(statement);
        }
    }

    private SavedLog save(NodeLab lab) {
        String from = lab.received(lab.replica).toString();
        lab.source.killServer();
        SaveBinlogsRequest request =
                new SaveBinlogsRequest(List.of("/var/lib/mysql"), from, "", 0, NodeRun.WORK + "/tail.binlog");
        SavedLog tail = NodeRun.on(lab.source).succeed("save-binlogs", request, SavedLog.class);
        table.heading(lab.lab.flavour() + ", " + lab.lab.mode() + ", log_replica_updates=" + logReplicaUpdates(), tail);
        Stopwatch watch = table.start("save-binlogs, the command started for it", lab.source);
        NodeRun.on(lab.source).succeed("save-binlogs", request, SavedLog.class);
        watch.stop();
        return tail;
    }

    private double apply(LabHost host, SavedLog tail, boolean relaxed) {
        settle();
        Stopwatch watch = table.start("apply-diff, " + (relaxed ? "relaxed" : "durable"), host);
        NodeRun.on(host).applyDiff(relaxed, tail).applied();
        return watch.stop();
    }

    /**
     * As MHA does it: through the client, on a server that must be opened for it.
     *
     * @param whole gets the server, unless its time was over before the end
     */
    private double classic(LabHost host, SavedLog tail, String durability, List<LabHost> whole) {
        settle();
        boolean isMariaDb = host.flavour().isMariaDb();
        host.run(!isMariaDb && host.flavour().hasSourceWords() ? "STOP REPLICA" : "STOP SLAVE");
        host.run("SET GLOBAL read_only = 0");
        set(host, durability);
        // MariaDB's, from 10.8 on, gives up at the second file of a log that was put together from several: it takes
        // the GTIDs that the first one begins with for missing.
        String options = host.shell(
                "mysqlbinlog --help | grep -q gtid-strict-mode && echo --skip-gtid-strict-mode || echo --no-defaults");
        Stopwatch watch = table.start(
                "`mysqlbinlog` piped into `mysql`, " + (durability.equals(DURABLE) ? "durable" : "relaxed"), host);
        String exit = host.shell("timeout " + CLIENT_LIMIT_SECONDS + " bash -c 'set -o pipefail; mysqlbinlog " + options
                + " " + tail.path() + " | mysql -uadmin -padminpw -h127.0.0.1 --binary-mode --max-allowed-packet=1G'"
                + " 2> /root/client.err; echo $?");
        double seconds = watch.stop();
        if (exit.equals(TOO_LONG)) {
            table.say("ended after " + CLIENT_LIMIT_SECONDS + " s: its line says too few seconds");
        } else if (exit.equals("0")) {
            whole.add(host);
        } else {
            throw new IllegalStateException("mysqlbinlog | mysql: " + exit + ": " + host.shell("cat /root/client.err"));
        }
        return seconds;
    }

    /** What the disk still writes of the copies and of the measurement before is not the next one's. */
    private static void settle() {
        Until.passed(Duration.ofSeconds(5));
    }
}

package io.masterha.it.node;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.SaveRelayLogsRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.it.Selected;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.Repository;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * db1 the source, db2 the replica on which the node commands work, db3 a replica that receives everything by itself: the
 * reference.
 */
final class NodeLab implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);

    final Lab lab;
    final LabReplication replication;
    final LabHost source;
    final LabHost replica;
    final LabHost reference;

    private NodeLab(Lab lab) {
        this.lab = lab;
        this.source = lab.host(1);
        this.replica = lab.host(2);
        this.reference = lab.host(3);
        this.replication = lab.replicate();
        // A setting that pointing a replica elsewhere resets to its default.
        String period = words("SOURCE", "MASTER") + "_HEARTBEAT_PERIOD = 7";
        replica.run(words("STOP REPLICA", "STOP SLAVE"));
        replica.run(words("CHANGE REPLICATION SOURCE TO ", "CHANGE MASTER TO ") + period);
        replica.run(words("START REPLICA", "START SLAVE"));
    }

    static NodeLab start(String... options) {
        return start(3, options);
    }

    /** With more replicas that receive everything by themselves. */
    static NodeLab start(int hosts, String... options) {
        Lab lab = Lab.start(Selected.flavour(), Selected.mode(), hosts, options);
        try {
            NodeLab node = new NodeLab(lab);
            lab.hosts().forEach(NodeLab::install);
            return node;
        } catch (RuntimeException | Error e) {
            lab.close();
            throw e;
        }
    }

    private static void install(LabHost host) {
        Path bundles = Repository.distribution().resolve("node");
        try (Stream<Path> files = Files.list(bundles)) {
            Path bundle = files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no bundle in " + bundles + "; next: make dist"));
            host.put(bundle, "/opt/node.tar.gz");
        } catch (IOException e) {
            throw new IllegalStateException("cannot list " + bundles, e);
        }
        host.shell("mkdir -p /opt/node && tar -C /opt/node -xzf /opt/node.tar.gz && mkdir -pm 700 " + NodeRun.WORK);
    }

    /** All servers run, all replicas follow and have everything; as before the first scenario. */
    void allAreEqual() {
        for (LabHost host : lab.hosts()) {
            if (!host.isServerRunning()) {
                host.startServer();
            }
        }
        for (LabHost host : List.of(replica, reference)) {
            host.run(words("START REPLICA", "START SLAVE"));
            Until.holds(
                    host + " follows the source again",
                    LIMIT,
                    () -> replication.follows(host, source),
                    () -> replication.status(host).toString());
        }
        source.run("CREATE TABLE IF NOT EXISTS lab.alive (id INT AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB");
        source.run("INSERT INTO lab.alive VALUES ()");
        caughtUp(reference);
        caughtUp(replica);
        Rows.becomeEqual(lab.hosts());
    }

    String words(String now, String before) {
        return lab.flavour().hasSourceWords() ? now : before;
    }

    /** Many small transactions into a table of their own: inserts, updates, one that touches several rows, some DDL. */
    void write(String table, int transactions) {
        String name = "lab." + table;
        try (Sql session = source.admin()) {
            session.run("CREATE TABLE IF NOT EXISTS " + name
                    + " (id INT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(200), body MEDIUMBLOB) ENGINE=InnoDB");
            for (int i = 0; i < transactions; i++) {
                session.run("INSERT INTO " + name + " (note, body) VALUES ('row " + i + " äöü', REPEAT('x', "
                        + i * 37 % 3000 + "))");
                if (i % 10 == 9) {
                    session.run("UPDATE " + name + " SET note = CONCAT(note, '!') WHERE id % 7 = " + i % 7
                            + " ORDER BY id DESC LIMIT 20");
                }
                if (i % 500 == 250) {
                    session.run("ALTER TABLE " + name + " ADD COLUMN c" + System.nanoTime() + " INT");
                    session.run(words("FLUSH BINARY LOGS", "FLUSH LOGS"));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot write to " + name, e);
        }
    }

    /** One transaction of so many rows of one megabyte, one event each. */
    void writeLarge(String table, int megabytes) {
        String name = "lab." + table;
        try (Sql session = source.admin()) {
            session.run("CREATE TABLE IF NOT EXISTS " + name
                    + " (id INT AUTO_INCREMENT PRIMARY KEY, body LONGBLOB) ENGINE=InnoDB");
            session.run("BEGIN");
            for (int i = 0; i < megabytes; i++) {
                session.run(
                        "INSERT INTO " + name + " (body) VALUES (REPEAT('" + (char) ('a' + i % 26) + "', 1000000))");
            }
            session.run("COMMIT");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot write to " + name, e);
        }
    }

    /** Stops the replica's receiver in the middle of a large transaction; it has some megabytes of it. */
    void cutInside(String table) {
        long before = received(replica).offset();
        source.shell("tc qdisc add dev eth0 root tbf rate 80mbit burst 64k latency 400ms");
        try {
            writeLarge(table, 40);
            Until.holds(
                    "the replica has a part of the transaction",
                    LIMIT,
                    () -> received(replica).offset() > before + 5_000_000);
            replication.stopReceiver(replica);
        } finally {
            source.shell("tc qdisc del dev eth0 root");
        }
        if (!received(replica).isBefore(end(source))) {
            throw new IllegalStateException("the replica has received everything: there was no cut");
        }
    }

    /** A statement on the replica alone, as somebody who should not have done it. */
    void behindTheBack(String sql) {
        String readOnly = words("super_read_only", "read_only");
        try (Sql session = replica.admin()) {
            session.run("SET GLOBAL " + readOnly + " = 0");
            session.run("SET sql_log_bin = 0");
            session.run(sql);
            session.run("SET GLOBAL read_only = 1");
            session.run("SET GLOBAL " + readOnly + " = 1");
        } catch (SQLException e) {
            throw new IllegalStateException(replica + ": " + sql, e);
        }
    }

    /** Kills the source when the reference has everything; what the replica lacks, saved and brought to it. */
    SavedLog tail() {
        caughtUp(reference);
        BinlogPosition from = received(replica);
        source.killServer();
        SavedLog saved = NodeRun.on(source)
                .succeed(
                        "save-binlogs",
                        Map.of(
                                "binlogDirs",
                                List.of("/var/lib/mysql"),
                                "from",
                                from.toString(),
                                "exclude",
                                "",
                                "output",
                                NodeRun.WORK + "/tail.binlog"),
                        SavedLog.class);
        return send(source, saved);
    }

    /** What the reference has received between two positions. */
    SavedLog relayLogDiff(BinlogPosition from, BinlogPosition to) {
        return NodeRun.on(reference)
                .succeed(
                        "save-relay-logs",
                        new SaveRelayLogsRequest(
                                "/var/lib/mysql/relay-bin.index",
                                from.toString(),
                                to.toString(),
                                NodeRun.WORK + "/diff.binlog"),
                        SavedLog.class);
    }

    /** Where one of the next events of the source's binary log ends. */
    BinlogPosition eventEndBehind(BinlogPosition position) {
        try (Sql session = source.admin()) {
            List<Map<String, String>> events = session.rows(
                    "SHOW BINLOG EVENTS IN '" + position.file() + "' FROM " + position.offset() + " LIMIT 4");
            String end = events.get(events.size() - 1).getOrDefault("End_log_pos", "0");
            return new BinlogPosition(position.file(), Long.parseLong(end));
        } catch (SQLException e) {
            throw new IllegalStateException("no events behind " + position, e);
        }
    }

    /** Brings a saved log to the replica. */
    SavedLog send(LabHost from, SavedLog saved) {
        from.shell("scp -q -o StrictHostKeyChecking=no " + saved.path() + " root@" + replica.address() + ":"
                + saved.path());
        return saved;
    }

    NodeRun.Outcome apply(SavedLog... logs) {
        return NodeRun.on(replica).applyDiff(false, logs);
    }

    void caughtUp(LabHost host) {
        Until.holds(
                host + " has executed everything of its source",
                LIMIT,
                () -> !executed(host).isBefore(end(source)),
                () -> replication.status(host).toString());
    }

    void receivedAll(LabHost host) {
        Until.holds(
                host + " has received everything of its source",
                LIMIT,
                () -> !received(host).isBefore(end(source)),
                () -> replication.status(host).toString());
    }

    BinlogPosition executed(LabHost host) {
        Map<String, String> status = replication.status(host);
        return new BinlogPosition(
                status.getOrDefault(words("Relay_Source_Log_File", "Relay_Master_Log_File"), ""),
                Long.parseLong(status.getOrDefault(words("Exec_Source_Log_Pos", "Exec_Master_Log_Pos"), "0")));
    }

    BinlogPosition received(LabHost host) {
        Map<String, String> status = replication.status(host);
        return new BinlogPosition(
                status.getOrDefault(words("Source_Log_File", "Master_Log_File"), ""),
                Long.parseLong(status.getOrDefault(words("Read_Source_Log_Pos", "Read_Master_Log_Pos"), "0")));
    }

    BinlogPosition end(LabHost host) {
        try (Sql session = host.admin()) {
            Map<String, String> row = session.rows(
                            lab.flavour().toString().equals("mysql:9.7")
                                    ? "SHOW BINARY LOG STATUS"
                                    : "SHOW MASTER STATUS")
                    .get(0);
            return new BinlogPosition(row.getOrDefault("File", ""), Long.parseLong(row.getOrDefault("Position", "0")));
        } catch (SQLException e) {
            throw new IllegalStateException(host + ": no position", e);
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}

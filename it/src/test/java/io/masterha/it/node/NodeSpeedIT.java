package io.masterha.it.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.node.SaveBinlogsRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How fast a large diff is saved and applied; the figures of docs/binlog.md. Run it alone. */
@Tag("on-demand")
@Tag("node-speed")
class NodeSpeedIT {
    private static final int WRITERS = 4;
    private static final int TRANSACTIONS = Integer.getInteger("node.transactions", 25_000);
    private static final int ROW_BYTES = 2_800;

    @Test
    void a_diff_of_300_MB_is_saved_and_applied_with_and_without_durable_commits() throws SQLException {
        try (NodeLab lab = NodeLab.start("--innodb-buffer-pool-size=512M", "--max-binlog-size=128M")) {
            lab.allAreEqual();
            for (int i = 0; i < WRITERS; i++) {
                lab.source.run("CREATE TABLE lab.speed" + i
                        + " (id INT AUTO_INCREMENT PRIMARY KEY, body VARCHAR(3000)) ENGINE=InnoDB");
            }
            lab.caughtUp(lab.replica);
            lab.caughtUp(lab.reference);
            lab.replication.stopReceiver(lab.replica);
            lab.replication.stopReceiver(lab.reference);
            fill(lab.source);
            String from = lab.received(lab.replica).toString();
            String sum = lab.source.value("CHECKSUM TABLE lab.speed1");
            lab.source.killServer();
            SaveBinlogsRequest request =
                    new SaveBinlogsRequest(List.of("/var/lib/mysql"), from, "", 0, NodeRun.WORK + "/tail.binlog");
            SavedLog tail = NodeRun.on(lab.source).succeed("save-binlogs", request, SavedLog.class);
            for (int i = 0; i < 3; i++) {
                long begin = System.nanoTime();
                NodeRun.on(lab.source).succeed("save-binlogs", request, SavedLog.class);
                tell("save-binlogs", tail, begin);
            }
            for (LabHost host : List.of(lab.replica, lab.reference)) {
                lab.source.shell("scp -q -o StrictHostKeyChecking=no " + tail.path() + " root@" + host.address() + ":"
                        + tail.path());
            }
            settle();
            apply(lab.replica, tail, false);
            apply(lab.reference, tail, true);
            Rows.becomeEqual(List.of(lab.replica, lab.reference));
            assertTrue(sum.length() > 0);
        }
    }

    private static void apply(LabHost host, SavedLog tail, boolean relaxed) {
        Map<String, String> workers = workers(host);
        long begin = System.nanoTime();
        NodeRun.on(host).applyDiff(relaxed, tail).applied();
        tell("apply-diff, " + (relaxed ? "relaxed" : "durable") + ", " + workers, tail, begin);
    }

    private static Map<String, String> workers(LabHost host) {
        try (Sql session = host.admin()) {
            return session.rows("SHOW GLOBAL VARIABLES WHERE Variable_name IN ('replica_parallel_workers',"
                            + " 'slave_parallel_workers', 'slave_parallel_threads')")
                    .get(0);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void tell(String what, SavedLog log, long begin) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "SPEED %s: %.0f MB, %d transactions in %.2f s: %.0f MB/s, %.0f transactions/s%n",
                what,
                log.bytes() / 1e6,
                log.transactions(),
                seconds,
                log.bytes() / 1e6 / seconds,
                log.transactions() / seconds);
    }

    /** What the disk still writes of the copies is not the applier's. */
    private static void settle() {
        Until.passed(Duration.ofSeconds(3));
    }

    private static void fill(LabHost source) {
        source.run("SET GLOBAL sync_binlog = 0");
        source.run("SET GLOBAL innodb_flush_log_at_trx_commit = 2");
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String table = "lab.speed" + i;
            writers.add(CompletableFuture.runAsync(() -> {
                try (Sql session = source.admin()) {
                    for (int n = 0; n < TRANSACTIONS; n++) {
                        session.run("INSERT INTO " + table + " (body) VALUES (REPEAT('" + (char) ('a' + n % 26) + "', "
                                + ROW_BYTES + "))");
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(table, e);
                }
            }));
        }
        writers.forEach(CompletableFuture::join);
    }
}

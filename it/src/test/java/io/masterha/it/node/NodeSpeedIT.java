package io.masterha.it.node;

import io.masterha.binlog.node.SaveBinlogsRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How fast a large diff is saved and applied, beside {@code mysqlbinlog | mysql}: for docs/performance.md. Run it alone. */
@Tag("on-demand")
@Tag("node-speed")
class NodeSpeedIT {
    private static final int WRITERS = 4;
    private static final int ROW_BYTES = 2_800;
    private static final long MEGABYTES = Long.getLong("node.megabytes", 300);
    private static final long TRANSACTION_BYTES = Long.getLong("node.transactionBytes", ROW_BYTES);
    private static final String DURABLE = "SET GLOBAL sync_binlog = 1; SET GLOBAL innodb_flush_log_at_trx_commit = 1";

    private final StringBuilder table = new StringBuilder();

    @Test
    @Timeout(3_000)
    void a_large_diff_is_saved_and_applied_with_and_without_durable_commits() throws SQLException, IOException {
        try (NodeLab lab = NodeLab.start(4, "--innodb-buffer-pool-size=512M", "--max-binlog-size=128M")) {
            LabHost classic = lab.lab.host(4);
            lab.allAreEqual();
            for (int i = 0; i < WRITERS; i++) {
                lab.source.run("CREATE TABLE lab.speed" + i
                        + " (id INT AUTO_INCREMENT PRIMARY KEY, body VARCHAR(3000)) ENGINE=InnoDB");
            }
            List<LabHost> replicas = List.of(lab.replica, lab.reference, classic);
            for (LabHost host : replicas) {
                lab.caughtUp(host);
                lab.replication.stopReceiver(host);
                for (String statement : DURABLE.split("; ")) {
                    host.run(statement);
                }
            }
            fill(lab.source);
            String from = lab.received(lab.replica).toString();
            lab.source.killServer();
            SaveBinlogsRequest request =
                    new SaveBinlogsRequest(List.of("/var/lib/mysql"), from, "", 0, NodeRun.WORK + "/tail.binlog");
            SavedLog tail = NodeRun.on(lab.source).succeed("save-binlogs", request, SavedLog.class);
            heading(lab, tail);
            long begin = System.nanoTime();
            NodeRun.on(lab.source).succeed("save-binlogs", request, SavedLog.class);
            tell("save-binlogs, the command started for it", tail, begin);
            for (LabHost host : replicas) {
                lab.source.shell("scp -q -o StrictHostKeyChecking=no " + tail.path() + " root@" + host.address() + ":"
                        + tail.path());
            }
            settle();
            apply(lab.replica, tail, false);
            apply(lab.reference, tail, true);
            classic(classic, tail);
            Rows.becomeEqual(List.of(lab.replica, lab.reference, classic));
        }
        String file = System.getProperty("node.table", "");
        if (!file.isEmpty()) {
            Files.writeString(Path.of(file), table + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private void heading(NodeLab lab, SavedLog tail) {
        table.append(String.format(
                Locale.ROOT,
                "### Applying on %s, %s: %.0f MB in %d transactions%n%n| figure | seconds | MB/s | transactions/s |%n|---|---|---|---|%n",
                lab.lab.flavour(),
                lab.lab.mode(),
                tail.bytes() / 1e6,
                tail.transactions()));
    }

    private void apply(LabHost host, SavedLog tail, boolean relaxed) {
        long begin = System.nanoTime();
        NodeRun.on(host).applyDiff(relaxed, tail).applied();
        tell("apply-diff, " + (relaxed ? "relaxed" : "durable"), tail, begin);
    }

    /** As MHA does it: through the client, on a server that must be opened for it, with durable commits. */
    private void classic(LabHost host, SavedLog tail) {
        settle();
        boolean isMariaDb = host.flavour().isMariaDb();
        host.run(isMariaDb ? "STOP SLAVE" : host.flavour().hasSourceWords() ? "STOP REPLICA" : "STOP SLAVE");
        host.run("SET GLOBAL read_only = 0");
        long begin = System.nanoTime();
        host.shell("bash -c 'set -o pipefail; mysqlbinlog " + tail.path()
                + " | mysql -uadmin -padminpw -h127.0.0.1 --max-allowed-packet=1G'");
        tell("`mysqlbinlog | mysql`, durable", tail, begin);
    }

    private void tell(String what, SavedLog log, long begin) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        String line = String.format(
                Locale.ROOT,
                "| %s | %.2f | %.0f | %.0f |%n",
                what,
                seconds,
                log.bytes() / 1e6 / seconds,
                log.transactions() / seconds);
        System.out.print("SPEED " + line);
        table.append(line);
    }

    /** What the disk still writes of the copies is not the applier's. */
    private static void settle() {
        Until.passed(Duration.ofSeconds(3));
    }

    private static void fill(LabHost source) {
        source.run("SET GLOBAL sync_binlog = 0");
        source.run("SET GLOBAL innodb_flush_log_at_trx_commit = 2");
        long rows = Math.max(1, TRANSACTION_BYTES / ROW_BYTES);
        long transactions = MEGABYTES * 1_000_000 / (rows * ROW_BYTES) / WRITERS;
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String into = "lab.speed" + i;
            writers.add(CompletableFuture.runAsync(() -> {
                try (Sql session = source.admin()) {
                    for (int n = 0; n < transactions; n++) {
                        insert(session, into, rows, (char) ('a' + n % 26));
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(into, e);
                }
            }));
        }
        writers.forEach(CompletableFuture::join);
    }

    private static void insert(Sql session, String into, long rows, char letter) throws SQLException {
        if (rows > 1) {
            session.run("BEGIN");
        }
        for (int n = 0; n < rows; n++) {
            session.run("INSERT INTO " + into + " (body) VALUES (REPEAT('" + letter + "', " + ROW_BYTES + "))");
        }
        if (rows > 1) {
            session.run("COMMIT");
        }
    }
}

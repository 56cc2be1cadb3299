package io.masterha.it.node;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Writes the transactions that are to be applied: rows of one size into several tables, from several sessions. */
final class SpeedLoad {
    private static final int WRITERS = 4;
    private static final int ROW_BYTES = Integer.getInteger("node.rowBytes", 400);
    /** What the events of one insert have besides the row: the statement, the table, headers; and those of a transaction. */
    private static final long AROUND_ROW = 150;

    private static final long AROUND_TRANSACTION = 90;
    /** Of the log, not of the rows alone. */
    private static final long BYTES = Long.getLong("node.megabytes", 300) * 1_000_000;
    /** 0 for one row in each transaction. */
    private static final long LARGE_TRANSACTIONS = Long.getLong("node.largeTransactions", 0);

    private static final int TOLD = 10;

    private final LabHost source;
    private final SpeedTable table;
    private final AtomicLong rowsWritten = new AtomicLong();

    SpeedLoad(LabHost source, SpeedTable table) {
        this.source = source;
        this.table = table;
    }

    void createTables() {
        for (int i = 0; i < WRITERS; i++) {
            source.run("CREATE TABLE lab.speed" + i
                    + " (id INT AUTO_INCREMENT PRIMARY KEY, body VARCHAR(3000)) ENGINE=InnoDB");
        }
    }

    void fill() {
        long row = ROW_BYTES + AROUND_ROW;
        long transactions = LARGE_TRANSACTIONS > 0 ? LARGE_TRANSACTIONS : BYTES / (row + AROUND_TRANSACTION);
        long rows = LARGE_TRANSACTIONS > 0 ? BYTES / row : transactions;
        table.say("writing " + transactions + " transactions of " + rows / transactions + " rows of " + ROW_BYTES
                + " bytes");
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String into = "lab.speed" + i;
            writers.add(CompletableFuture.runAsync(() -> {
                try (Sql session = source.admin()) {
                    for (int n = 0; n < transactions / WRITERS; n++) {
                        insert(session, into, rows / transactions, (char) ('a' + n % 26), rows);
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(into, e);
                }
            }));
        }
        writers.forEach(CompletableFuture::join);
    }

    private void insert(Sql session, String into, long rows, char letter, long all) throws SQLException {
        if (rows > 1) {
            session.run("BEGIN");
        }
        for (int n = 0; n < rows; n++) {
            session.run("INSERT INTO " + into + " (body) VALUES (REPEAT('" + letter + "', " + ROW_BYTES + "))");
            long written = rowsWritten.incrementAndGet();
            if (written * TOLD / all > (written - 1) * TOLD / all) {
                table.say(written * 100 / all + " % written");
            }
        }
        if (rows > 1) {
            session.run("COMMIT");
        }
    }
}

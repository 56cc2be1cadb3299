package io.masterha.it.node;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the transactions that are to be applied, into tables that have rows already, each from a session of its own: by turns
 * two updates, an update, an insert and a delete. A small transaction is one of these, a large one begins and ends around many.
 */
final class SpeedLoad {
    private static final int TABLES = 4;
    private static final int ROWS_BEFORE = 100_000;
    private static final int ROW_BYTES = Integer.getInteger("node.rowBytes", 150);
    /** Of the log, not of the rows alone. */
    private static final long BYTES = Long.getLong("node.megabytes", 300) * 1_000_000;
    /** 0 for one turn in each transaction. */
    private static final long LARGE_TRANSACTIONS = Long.getLong("node.largeTransactions", 0);

    /** A turn has two images of rows and an event and a quarter, on the average; each event has a statement and a table before it. */
    private static final long TURN_BYTES = 2L * ROW_BYTES + 160;

    private static final long AROUND_TRANSACTION = 140;
    private static final int TOLD = 10;

    private final LabHost source;
    private final SpeedTable table;
    private final AtomicLong turnsDone = new AtomicLong();

    SpeedLoad(LabHost source, SpeedTable table) {
        this.source = source;
        this.table = table;
    }

    /** The tables and the rows that they have before. */
    void createTables() throws SQLException {
        try (Sql session = source.admin()) {
            for (int i = 0; i < TABLES; i++) {
                String name = "lab.speed" + i;
                session.run("CREATE TABLE " + name
                        + " (id INT AUTO_INCREMENT PRIMARY KEY, body VARCHAR(3000)) ENGINE=InnoDB");
                List<String> values = new ArrayList<>();
                for (int id = 1; id <= ROWS_BEFORE; id++) {
                    values.add("(" + id + ", " + body(id) + ")");
                    if (id % 1_000 == 0) {
                        session.run("INSERT INTO " + name + " VALUES " + String.join(", ", values));
                        values.clear();
                    }
                }
            }
        }
    }

    void fill() {
        boolean large = LARGE_TRANSACTIONS > 0;
        long transactions = large ? LARGE_TRANSACTIONS : BYTES / (TURN_BYTES + AROUND_TRANSACTION);
        long turns = large ? BYTES / TURN_BYTES / transactions : 1;
        table.say("writing " + transactions + " transactions of " + turns + " turns, rows of " + ROW_BYTES + " bytes");
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < TABLES; i++) {
            Turns writer = new Turns("lab.speed" + i, new Random(i), transactions * turns);
            writers.add(CompletableFuture.runAsync(() -> writer.write(transactions / TABLES, turns)));
        }
        writers.forEach(CompletableFuture::join);
    }

    private static String body(long number) {
        return "RPAD('" + number + "', " + ROW_BYTES + ", 'x')";
    }

    /** What one session does to its table: it deletes at the low end, inserts at the high one and updates anywhere between. */
    private final class Turns {
        private final String name;
        private final Random random;
        private final long all;
        private int low = 1;
        private int high = ROWS_BEFORE + 1;
        private long turn;

        Turns(String name, Random random, long all) {
            this.name = name;
            this.random = random;
            this.all = all;
        }

        void write(long transactions, long turns) {
            try (Sql session = source.admin()) {
                for (long n = 0; n < transactions; n++) {
                    boolean alone = turns == 1 && turn % 4 != 0;
                    if (!alone) {
                        session.run("BEGIN");
                    }
                    for (long t = 0; t < turns; t++) {
                        take(session);
                    }
                    if (!alone) {
                        session.run("COMMIT");
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException(name, e);
            }
        }

        private void take(Sql session) throws SQLException {
            switch ((int) (turn % 4)) {
                case 0 -> {
                    update(session);
                    update(session);
                }
                case 1 -> update(session);
                case 2 -> session.run("INSERT INTO " + name + " VALUES (" + high++ + ", " + body(turn) + ")");
                default -> session.run("DELETE FROM " + name + " WHERE id = " + low++);
            }
            turn++;
            long done = turnsDone.incrementAndGet();
            if (done * TOLD / all > (done - 1) * TOLD / all) {
                table.say(done * 100 / all + " % written");
            }
        }

        private void update(Sql session) throws SQLException {
            int id = low + random.nextInt(high - low);
            session.run("UPDATE " + name + " SET body = " + body(turn * 31 + id) + " WHERE id = " + id);
        }
    }
}

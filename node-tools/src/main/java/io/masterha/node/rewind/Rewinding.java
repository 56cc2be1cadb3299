package io.masterha.node.rewind;

import io.masterha.binlog.Problem;
import io.masterha.binlog.rows.TouchedTable;
import io.masterha.binlog.rows.Undo;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import io.masterha.node.apply.LocalReplica;
import io.masterha.node.apply.Row;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Undoes transactions on the local server, in one transaction of its own that is not logged.
 *
 * <p>A row event finds its row by the key and overwrites what it finds. So before anything else it is proved that every
 * row is byte for byte what the transactions left: each is written over itself, in a transaction that is logged and rolled
 * back. InnoDB sees which writes change nothing, the server does not log those, and the counter of transactions that have used
 * the log's cache moves only if one row was another.
 */
final class Rewinding {
    private static final int BATCH_BYTES = 512 * 1024;
    /** The table information_schema.INNODB_TRX is made anew at most every 0.1 s. */
    private static final String AWAIT_FRESH = "SELECT SLEEP(0.25)";

    /** Unknown error, access denied, command denied, a privilege is needed. */
    private static final Set<Integer> NO_RIGHT = Set.of(1105, 1044, 1045, 1142, 1143, 1227);

    private final RewoundServer server;
    private final Undo undo;
    private final String writtenBefore;
    private final int limitSeconds;
    private final long until;
    private final Progress progress;

    /** Why the server took no row events at all; empty if it took them, or a row was in the way. */
    private String refusal = "";

    Rewinding(RewoundServer server, Undo undo, String writtenBefore, int limitSeconds, Progress progress) {
        this.server = server;
        this.undo = undo;
        this.writtenBefore = writtenBefore;
        this.limitSeconds = limitSeconds;
        this.until = System.nanoTime() + limitSeconds * 1_000_000_000L;
        this.progress = progress;
    }

    /** Answers whether rows were changed; false if a former run has done it all. */
    boolean run() {
        requireRoom();
        boolean wasStrict = server.isOn("super_read_only");
        if (wasStrict) {
            server.run("SET GLOBAL super_read_only = 0");
        }
        try {
            server.prepareSession(undo.format());
            return rewind();
        } finally {
            if (wasStrict) {
                putBack();
            }
        }
    }

    private boolean rewind() {
        if (!isUnchanged("every row is what the transactions left", undo::touchWhatIsLeft)) {
            if (isDone()) {
                progress.line("a former run has undone them already");
                return false;
            }
            if (!refusal.isEmpty()) {
                throw Doubt.of(refusal + ", and that is not because of a row")
                        .next(
                                "the server's error log has the reason; if it is a right that is missing, the README names those"
                                        + " that a rewind needs: grant them, then run it again");
            }
            throw Doubt.of(
                    "a row is no longer what the transactions left: somebody has changed it, and that is not logged");
        }
        server.run("SET SESSION sql_log_bin = 0");
        server.run("START TRANSACTION");
        try {
            progress.line("undoing, last change first");
            server.feed(BATCH_BYTES, this::requireTime, pieces -> undo.backwards(BATCH_BYTES / 2, pieces));
            requireCount();
            requireNobodyWrote();
        } catch (Problem e) {
            rollBack();
            throw e;
        }
        commit();
        server.run("SET SESSION sql_log_bin = 1");
        if (!server.writtenUpTo().equals(writtenBefore)) {
            throw Doubt.of("somebody wrote to the server when the transaction was committed")
                    .changed(
                            "the transactions are undone; what was written is behind " + writtenBefore + " in the log");
        }
        return true;
    }

    /** Whether the rows are what they were before the transactions, and these could be done on them. */
    private boolean isDone() {
        try {
            if (!isUnchanged("a former run has undone them", undo::touchWhatWasFound)) {
                return false;
            }
            server.run("SET SESSION sql_log_bin = 0");
            server.run("START TRANSACTION");
            try {
                server.feed(BATCH_BYTES, this::requireTime, pieces -> undo.forwards(BATCH_BYTES / 2, pieces));
                return true;
            } finally {
                rollBack();
                server.run("SET SESSION sql_log_bin = 1");
            }
        } catch (Problem e) {
            if (e.code() == NodeError.REWIND_REFUSED) {
                return false;
            }
            throw e;
        }
    }

    private interface Pieces {
        void handOut(int mostBytes, Consumer<byte[]> sink);
    }

    private boolean isUnchanged(String what, Pieces pieces) {
        progress.line("looking whether " + what);
        long before = cacheUses();
        server.run("START TRANSACTION");
        try {
            server.feed(BATCH_BYTES, this::requireTime, sink -> pieces.handOut(BATCH_BYTES / 2, sink));
        } catch (Problem e) {
            if (e.code() == NodeError.REWIND_REFUSED) {
                progress.line(e.why());
                refusal = isAboutRights(e) ? e.why() : refusal;
                return false;
            }
            throw e;
        } finally {
            rollBack();
        }
        requireNobodyWrote();
        return cacheUses() == before;
    }

    /** MySQL says no more than "unknown error" to an account that may not take row events for a table. */
    private static boolean isAboutRights(Problem refused) {
        return refused.getCause() instanceof Problem said && NO_RIGHT.contains(LocalReplica.errorOf(said));
    }

    /** Transactions that wrote into the cache of the binary log, rolled back ones included. */
    private long cacheUses() {
        long uses = 0;
        for (Row row : server.query("SHOW GLOBAL STATUS LIKE 'Binlog%cache_use'")) {
            uses += row.number("Value");
        }
        return uses;
    }

    /** InnoDB's own count of changed rows: more than were to be changed means that a foreign key changed others. */
    private void requireCount() {
        server.query(AWAIT_FRESH);
        List<Row> own = server.query("SELECT trx_rows_modified AS modified FROM information_schema.innodb_trx"
                + " WHERE trx_mysql_thread_id = CONNECTION_ID()");
        long least = 0;
        long most = 0;
        for (TouchedTable table : undo.tables()) {
            least += table.inserted() + table.deleted();
            most += table.inserted() + table.deleted() + 2 * table.updated(); // a new key: out and in again
        }
        long modified = own.isEmpty() ? 0 : own.get(0).number("modified");
        if (modified < least || modified > most) {
            throw Doubt.of("InnoDB has changed " + modified + " rows instead of " + least + " to " + most);
        }
    }

    private void requireNobodyWrote() {
        String now = server.writtenUpTo();
        if (!now.equals(writtenBefore)) {
            throw Doubt.of("somebody writes to the server: its log was at " + writtenBefore + " and is at " + now);
        }
    }

    private void requireTime() {
        if (System.nanoTime() > until || Thread.currentThread().isInterrupted()) {
            throw Problem.of(NodeError.NO_PROGRESS, "not done within " + limitSeconds + " s, or told to end")
                    .why("the transaction was rolled back")
                    .next("run it again with a longer --limit");
        }
    }

    /** A statement holds a whole row image twice at most, and 4 characters for 3 bytes. */
    private void requireRoom() {
        long room = Long.parseLong(server.variable("max_allowed_packet"));
        long needed = (undo.largestRow() * 2 + 65_536) * 4 / 3 + 1024;
        if (needed > room || (BATCH_BYTES + 65_536L) * 4 / 3 > room) {
            throw Doubt.of("max_allowed_packet is " + room + " and " + Math.max(needed, BATCH_BYTES * 2L)
                            + " are needed")
                    .next("SET GLOBAL max_allowed_packet = 1073741824, then run it again");
        }
    }

    private void commit() {
        try {
            server.run("COMMIT");
        } catch (Problem e) {
            throw Problem.of(e.code(), e.what())
                    .why(e.why())
                    .next("run the same command again: it finds out whether the transactions are undone")
                    .changed("unknown whether the transactions are undone; all of them or none")
                    .causedBy(e);
        }
    }

    private void rollBack() {
        boolean interrupted = Thread.interrupted(); // Connector/J gives up on an interrupted thread
        try {
            server.run("ROLLBACK");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void putBack() {
        boolean interrupted = Thread.interrupted();
        try {
            server.run("SET GLOBAL super_read_only = 1");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

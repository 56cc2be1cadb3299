package io.masterha.node.apply;

import java.util.OptionalInt;

/**
 * Decides how many appliers shall work side by side while a long log is applied: many where commits wait for the disk,
 * because those of several workers share one write to it.
 *
 * <p>More only where the workers commit in the order of the source, so that nobody sees, and no crash leaves, a state that
 * the source never had; and only for so much that starting the workers costs less than it gains.
 *
 * <p>One where handing the work on costs more than sharing it gains: small transactions of which no commit waits for the
 * disk; on MariaDB, whose workers all take one lock of the applier's several times in each transaction, any of which none
 * waits, and those too large for its workers to take the next one ahead. See {@code docs/performance.md}.
 */
final class WorkersRaised {
    static final int LONG = 1_000;
    /** The same on MariaDB where commits wait for the disk: its workers are there at once, and without them each commit waits alone. */
    static final int LONG_ON_MARIADB = 200;

    /** What is long although its transactions are few: they are large. */
    static final Diff LARGE = new Diff(100, 32 << 20);
    /** They mostly wait for the disk, so they may be more than the processors; those that wait share one write. */
    private static final int EACH_PROCESSOR = 8;

    private static final int LEAST = 16;
    private static final int MOST = 64;

    /** Below it, on the average, one worker of MySQL's is quicker than many, if no commit waits; in bytes. */
    private static final long SMALL = 4_000;
    /** MariaDB's default of what a worker takes ahead, in bytes. */
    private static final long AHEAD = 131_072;

    /** What there is to apply. */
    record Diff(long transactions, long bytes) {
        private long average() {
            return bytes / Math.max(1, transactions);
        }

        boolean isLong() {
            return transactions >= LONG || (transactions >= LARGE.transactions && bytes >= LARGE.bytes);
        }
    }

    private WorkersRaised() {}

    /**
     * The number of workers for the duration; empty to leave it as it is.
     *
     * @param variables the server's settings
     * @param present how many there are
     * @param relaxed whether commits are asked not to wait for the disk, whatever the settings say
     */
    static OptionalInt wanted(
            boolean isMariadb, Row variables, long present, Diff diff, int processors, boolean relaxed) {
        boolean waitsForDisk = !relaxed && !isRelaxed(variables);
        boolean gainsEarly = isMariadb && waitsForDisk && diff.transactions() >= LONG_ON_MARIADB;
        if (!diff.isLong() && !gainsEarly) {
            return OptionalInt.empty();
        }
        if (isMariadb ? !waitsForDisk || diff.average() > ahead(variables) : !waitsForDisk && diff.average() < SMALL) {
            // MariaDB's coordinator applies by itself only if it has no worker at all.
            int alone = isMariadb ? 0 : 1;
            return present <= alone ? OptionalInt.empty() : OptionalInt.of(alone);
        }
        int wanted = Math.max(LEAST, Math.min(MOST, EACH_PROCESSOR * processors));
        boolean gains = present < wanted && (isMariadb ? sharesOnMariadb(variables) : sharesOnMysql(variables));
        return gains ? OptionalInt.of(wanted) : OptionalInt.empty();
    }

    /** Whether no commit waits for the disk, neither of the tables nor of the binary log. */
    private static boolean isRelaxed(Row variables) {
        long flush = variables.number("innodb_flush_log_at_trx_commit");
        boolean writesOnly = variables.isGiven("innodb_flush_log_at_trx_commit") && (flush == 0 || flush == 2);
        boolean unlogged = isOff(variables, "log_bin")
                || isOff(variables, "log_replica_updates")
                || isOff(variables, "log_slave_updates");
        boolean unsynced = variables.isGiven("sync_binlog") && variables.number("sync_binlog") == 0;
        return writesOnly && (unlogged || unsynced);
    }

    private static boolean isOff(Row variables, String name) {
        return variables.isGiven(name) && !variables.isYes(name);
    }

    private static long ahead(Row variables) {
        return variables.isGiven("slave_parallel_max_queued") ? variables.number("slave_parallel_max_queued") : AHEAD;
    }

    /** MariaDB's workers always commit in order; in this mode only if the source says that they may. */
    private static boolean sharesOnMariadb(Row variables) {
        String mode = variables.text("slave_parallel_mode");
        return !mode.isEmpty() && !mode.equalsIgnoreCase("none") && !mode.equalsIgnoreCase("minimal");
    }

    /** Newer servers know one way of sharing the work, and have no setting for it. */
    private static boolean sharesOnMysql(Row variables) {
        String type = variables.text("replica_parallel_type", "slave_parallel_type");
        return (type.isEmpty() || type.equalsIgnoreCase("LOGICAL_CLOCK"))
                && variables.isYes("replica_preserve_commit_order", "slave_preserve_commit_order");
    }
}

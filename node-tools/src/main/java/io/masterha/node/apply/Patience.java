package io.masterha.node.apply;

import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Waits between two looks at a replica, and gives up when nothing has moved for too long.
 *
 * <p>The executed position stands still within a transaction; so a server that changes many pages counts as moving.
 */
final class Patience {
    /** A few transactions are executed in a moment. */
    private static final Duration FIRST = Duration.ofMillis(2);

    private static final Duration FIRST_FOR = Duration.ofMillis(100);
    private static final Duration NEXT = Duration.ofMillis(10);
    private static final Duration NEXT_FOR = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofMillis(50);
    private static final Duration LOOK_CLOSER = Duration.ofSeconds(1);
    /** Purging and statistics change a few pages too. */
    private static final long WRITES_OF_AN_APPLIER = 100;

    private final LocalReplica replica;
    private final Duration limit;
    private final long begin = System.nanoTime();
    private long movedAt = begin;
    private long lookedCloserAt = begin;
    private long pageWrites = -1;
    private String seen = "";

    Patience(LocalReplica replica, Duration limit) {
        this.replica = replica;
        this.limit = limit;
    }

    /** Tells what the last look saw; any difference is progress. */
    void saw(String state) {
        if (!state.equals(seen)) {
            seen = state;
            movedAt = System.nanoTime();
        }
    }

    /** Sleeps for a moment; throws if nothing has moved within the limit, or if the process is asked to end. */
    void pause(String waitingFor) {
        long now = System.nanoTime();
        if (now - lookedCloserAt > LOOK_CLOSER.toNanos()) {
            lookedCloserAt = now;
            lookAtPages(now);
        }
        if (now - movedAt > limit.toNanos()) {
            throw Problem.of(NodeError.NO_PROGRESS, "waited in vain for " + waitingFor)
                    .why("nothing has moved for " + limit.toSeconds() + " s: " + seen)
                    .next("SHOW PROCESSLIST on the replica tells what the applier waits for; the same command goes on"
                            + " where this one stopped");
        }
        try {
            TimeUnit.NANOSECONDS.sleep(period(now - begin).toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(NodeError.INTERRUPTED, "interrupted while waiting for " + waitingFor)
                    .next("the same command goes on where this one stopped")
                    .causedBy(e);
        }
    }

    private static Duration period(long sinceBegin) {
        if (sinceBegin < FIRST_FOR.toNanos()) {
            return FIRST;
        }
        return sinceBegin < NEXT_FOR.toNanos() ? NEXT : LATER;
    }

    private void lookAtPages(long now) {
        List<Row> rows = replica.query(ReplicaDialect.SHOW_PAGE_WRITES);
        long writes = rows.isEmpty() ? 0 : rows.get(0).number("Value");
        if (pageWrites >= 0 && writes - pageWrites >= WRITES_OF_AN_APPLIER) {
            movedAt = now;
        }
        pageWrites = writes;
    }
}

package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits until receiver and applier are as they were told to be. */
final class ThreadWait {
    private static final long STABLE_NANOS = 50_000_000;
    private static final Duration POLL = Duration.ofMillis(10);

    private final DatabaseTarget target;
    private final Time time;
    private final Supplier<Optional<Row>> status;

    /** @param status asks the server for its replication status; empty if it is no replica */
    ThreadWait(DatabaseTarget target, Time time, Supplier<Optional<Row>> status) {
        this.target = target;
        this.time = time;
        this.status = status;
    }

    /**
     * Polls the replication status until it is as wanted; an error of a thread that has stopped ends the wait at once.
     *
     * <p>A receiver runs for a moment before its source refuses it: running counts when it lasts.
     *
     * @param first the status as it was read right behind the order; empty if the server is no replica
     */
    void await(String what, long until, Optional<Row> first, Predicate<ReplicationStatus> wanted) {
        await(what, until, first, wanted, () -> false);
    }

    /** @param isInVain ends the wait too */
    void await(
            String what,
            long until,
            Optional<Row> first,
            Predicate<ReplicationStatus> wanted,
            BooleanSupplier isInVain) {
        boolean isStart = what.contains("run");
        long reachedAt = Long.MAX_VALUE;
        for (Optional<Row> row = first; row.isPresent(); row = status.get()) {
            ReplicationStatus seen = StatusReader.replication(row.get());
            boolean isReached = wanted.test(seen);
            reachedAt = isReached ? Math.min(reachedAt, time.nanos()) : Long.MAX_VALUE;
            if (isReached && (!isStart || time.nanos() - reachedAt >= STABLE_NANOS)) {
                return;
            }
            boolean failed = isStart && hasFailed(seen);
            if (failed || time.nanos() >= until || isInVain.getAsBoolean()) {
                throw notReached(what, seen);
            }
            time.sleep(POLL);
        }
    }

    private static boolean hasFailed(ReplicationStatus status) {
        boolean receiverFailed =
                status.receiver() == Receiver.STOPPED && !status.receiverError().isEmpty();
        boolean applierFailed = !status.applierRuns() && !status.applierError().isEmpty();
        return receiverFailed || applierFailed;
    }

    private Problem notReached(String what, ReplicationStatus status) {
        String seen = "receiver " + status.receiver() + quoted(status.receiverError()) + ", applier "
                + (status.applierRuns() ? "runs" : "stopped") + quoted(status.applierError());
        return Problem.of(DatabaseError.STATE_NOT_REACHED, target.id() + ": waited in vain for " + what)
                .why(seen)
                .next("look at the replication status of " + target.id() + " and its error log")
                .changed("the statements before were carried out");
    }

    private static String quoted(String error) {
        return error.isEmpty() ? "" : " (" + error + ")";
    }
}

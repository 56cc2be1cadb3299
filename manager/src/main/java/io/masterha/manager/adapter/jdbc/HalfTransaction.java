package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.ApplierWords;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.Time;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Ends an applier of MySQL 8 and later that waits for the rest of a transaction of which the receiver, stopped by now, has
 * fetched only the beginning: a source that was lost while it sent a large one leaves all replicas so.
 *
 * <p>Told to stop, such an applier with several workers waits 60 s for the rest. So its coordinator is killed before: the server
 * rolls that transaction back, and nothing else was in hand.
 */
final class HalfTransaction {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

    private final Wire wire;
    private final Supplier<Dialect> dialect;
    private final ReplicationRow replication;
    private final Time time;

    HalfTransaction(Wire wire, Supplier<Dialect> dialect, ReplicationRow replication, Time time) {
        this.wire = wire;
        this.dialect = dialect;
        this.replication = replication;
        this.time = time;
    }

    /**
     * Ends the applier if it waits for such a rest.
     *
     * @param before its status as it was read a moment ago
     * @param until on the clock of {@link Time#nanos}
     */
    void end(Optional<Row> before, long until) {
        if (before.filter(this::mayWait).isEmpty() || !hasOneInHand()) {
            return;
        }
        Optional<Long> coordinator = coordinator();
        if (coordinator.isEmpty()) {
            return;
        }
        wire.run(Dialect.kill(coordinator.get()));
        await(until, row -> !StatusReader.appliers(row));
        boolean byGtid = before.get().isOn("Auto_Position");
        if (!byGtid) {
            // Else the server refuses to be pointed elsewhere: its workers have come further than the position says.
            String channel = ReplicationRow.channel(before);
            wire.run(dialect.get().startApplierUntilNoGaps(channel));
            // It looks whether it is through at the next event only, and there may be none.
            await(until, row -> !StatusReader.appliers(row) || AppliedAll.hasReadAll(row));
        }
    }

    private boolean mayWait(Row status) {
        return !dialect.get().version().isMariadb()
                && dialect.get().version().isAtLeast(8, 0, 0)
                && StatusReader.receiver(status) == Receiver.STOPPED
                && StatusReader.appliers(status)
                && AppliedAll.hasReadAll(status)
                && !StatusReader.received(status).equals(StatusReader.executed(status));
    }

    /** The coordinator or a worker, though all was read; a position that only lags behind leaves them with nothing. */
    private boolean hasOneInHand() {
        try {
            return Row.first(wire.run(Dialect.askTransactionsInHand())).number(0, "in_hand") > 0;
        } catch (Problem problem) {
            if (problem.code() != DatabaseError.STATEMENT_FAILED) {
                throw problem;
            }
            // This account may not read it; then the applier is asked, and takes its time.
            return false;
        }
    }

    private Optional<Long> coordinator() {
        List<Row> threads = wire.run(Dialect.showThreads());
        return threads.stream()
                .filter(thread -> thread.text("User").toLowerCase(Locale.ROOT).equals("system user"))
                .filter(thread -> ApplierWords.hasReadAll(thread.text("State")))
                .map(thread -> thread.number(0, "Id"))
                .findFirst();
    }

    /** At the latest until then: the order to stop, which follows, has its own limit and its own words. */
    private void await(long until, Predicate<Row> wanted) {
        for (Optional<Row> row = replication.read();
                row.filter(wanted.negate()).isPresent() && time.nanos() < until;
                row = replication.read()) {
            time.sleep(BETWEEN_LOOKS);
        }
    }
}

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends an applier of MySQL 8 and later that waits for the rest of a transaction of which the receiver, stopped by now, has
 * fetched only the beginning: a source that was lost while it sent a large one leaves all replicas so.
 *
 * <p>Told to stop, such an applier with several workers waits 60 s for the rest ({@code SLAVE_WAIT_GROUP_DONE} in the server). So its
 * coordinator is killed before: the server rolls that transaction back, and nothing else was in hand. That takes SYSTEM_USER; an
 * account without it waits. The node commands do the same on a connection of their own ({@code ApplierStop}).
 */
final class HalfTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(HalfTransaction.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);
    /** The 60 s of the server, and some for itself. */
    private static final Duration REST_IS_AWAITED = Duration.ofSeconds(70);

    private final DatabaseTarget target;
    private final Wire wire;
    private final Supplier<Dialect> dialect;
    private final ReplicationRow replication;
    private final Time time;

    HalfTransaction(
            DatabaseTarget target, Wire wire, Supplier<Dialect> dialect, ReplicationRow replication, Time time) {
        this.target = target;
        this.wire = wire;
        this.dialect = dialect;
        this.replication = replication;
        this.time = time;
    }

    /**
     * Ends the applier if it waits for such a rest.
     *
     * @param before its status as it was read a moment ago
     * @param limit for the order to stop that follows
     * @return that limit, or a longer one if the server will wait
     */
    Duration end(Optional<Row> before, Duration limit) {
        if (before.filter(this::mayWait).isEmpty()) {
            return limit;
        }
        try {
            if (Row.first(wire.run(Dialect.askTransactionsInHand())).number(0, "in_hand") == 0) {
                // Its position only lags behind.
                return limit;
            }
            Optional<Long> coordinator = coordinator();
            if (coordinator.isPresent()) {
                kill(coordinator.get(), before, limit);
            }
            return limit;
        } catch (Problem problem) {
            if (problem.code() != DatabaseError.STATEMENT_FAILED) {
                throw problem;
            }
            LOG.warn(
                    "{}: its applier may wait for the rest of a transaction that nobody sends, and stop only after 60 s, because it"
                            + " cannot be ended before: {}; the manager's account needs CONNECTION_ADMIN and SYSTEM_USER for that,"
                            + " and SELECT on performance_schema.*: masterha-check-repl names what is missing",
                    target.id(),
                    problem.sentence());
            return limit.compareTo(REST_IS_AWAITED) > 0 ? limit : REST_IS_AWAITED;
        }
    }

    private void kill(long coordinator, Optional<Row> before, Duration limit) {
        long until = time.nanos() + limit.toNanos();
        wire.run(Dialect.kill(coordinator));
        LOG.info(
                "{}: its applier waited for the rest of a transaction that nobody sends: it was ended, which rolls that back",
                target.id());
        await(until, row -> !StatusReader.appliers(row));
        if (!before.orElseThrow().isOn("Auto_Position")) {
            // Else the server refuses to be pointed elsewhere: its workers have come further than the position says.
            wire.run(dialect.get().startApplierUntilNoGaps(ReplicationRow.channel(before)));
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

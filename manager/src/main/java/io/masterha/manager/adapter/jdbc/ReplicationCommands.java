package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.Time;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Starts, stops and re-points the replication of one server, and waits until its threads are as they were told to be. */
final class ReplicationCommands {
    private final DatabaseTarget target;
    private final Wire wire;
    private final Addresses addresses;
    private final ReplicationRow replication;
    private final Supplier<Dialect> dialect;
    private final Time time;
    private final HalfTransaction halfTransaction;
    private final ThreadWait threads;
    private final Predicate<ServerId> isGivenUp;

    ReplicationCommands(
            DatabaseTarget target,
            Wire wire,
            Addresses addresses,
            ReplicationRow replication,
            Supplier<Dialect> dialect,
            Time time,
            Predicate<ServerId> isGivenUp) {
        this.isGivenUp = isGivenUp;
        this.target = target;
        this.wire = wire;
        this.addresses = addresses;
        this.replication = replication;
        this.dialect = dialect;
        this.time = time;
        this.threads = new ThreadWait(target, time, replication::read);
        this.halfTransaction = new HalfTransaction(target, wire, dialect, replication, time);
    }

    /** @return what the server told behind the order; empty if its receiver was not stopped then, or it is no replica */
    Optional<StatusQuestion.Answer> stopReceiver(StatusQuestion question, Duration limit) {
        Optional<Row> row = replication.known();
        if (row.isEmpty()) {
            return Optional.empty();
        }
        long until = time.nanos() + limit.toNanos();
        SqlCommand order = SqlCommand.of(dialect.get().stopReceiver(ReplicationRow.channel(row)));
        StatusQuestion.Answer answer = question.behind(order, limit);
        boolean isStopped = answer.replication()
                .filter(after -> StatusReader.receiver(after) == Receiver.STOPPED)
                .isPresent();
        if (isStopped) {
            return Optional.of(answer);
        }
        threads.await(
                "its receiver to stop", until, answer.replication(), status -> status.receiver() == Receiver.STOPPED);
        return Optional.empty();
    }

    void startApplier() {
        wire.run(dialect.get().startApplier(replication.channel()));
    }

    void startReplication() {
        wire.run(dialect.get().startReplication(replication.channel()));
    }

    void stopApplier(Duration limit) {
        long until = time.nanos() + limit.toNanos();
        Optional<Row> after = ordered(dialect.get().stopApplier(replication.channel()), limit);
        threads.await("its applier to stop", until, after, status -> !status.applierRuns());
    }

    void stopReplication(Duration limit) {
        stopReplication(replication.read(), limit);
    }

    /** @param before its status as it was read a moment ago */
    private void stopReplication(Optional<Row> before, Duration limit) {
        if (before.isEmpty()) {
            return;
        }
        Duration patience = halfTransaction.end(before, limit);
        long until = time.nanos() + patience.toNanos();
        Optional<Row> after = ordered(dialect.get().stopReplication(ReplicationRow.channel(before)), patience);
        threads.await(
                "receiver and applier to stop",
                until,
                after,
                status -> status.receiver() == Receiver.STOPPED && !status.applierRuns());
    }

    /** Gives an order, and reads the status behind it in the same message. */
    private Optional<Row> ordered(String order, Duration limit) {
        return replication.of(wire.runAll(List.of(SqlCommand.of(order), replication.question()), limit)
                .get(1));
    }

    void follow(Following following, Duration limit) {
        long until = time.nanos() + limit.toNanos();
        Optional<Row> before = replication.read();
        String channel = ReplicationRow.channel(before);
        stopReplication(before, limit);
        SourceChange change = change(following, before);
        Optional<Row> after;
        try {
            if (before.isEmpty()
                    && following.from().isEmpty()
                    && dialect.get().version().isMariadb()) {
                wire.run(WriteDialect.startFromOwnGtids());
            }
            wire.run(dialect.get().changeSource(change, channel), wire.statementLimit());
            after = ordered(dialect.get().startReplication(channel), wire.statementLimit());
        } catch (Problem e) {
            throw e.changed("replication was stopped on " + target.id());
        }
        threads.await(
                "receiver and applier to run after " + dialect.get().startReplication(channel),
                until,
                after,
                status -> status.receiver() == Receiver.RUNNING && status.applierRuns(),
                () -> isGivenUp.test(following.source()));
    }

    void pointAt(Following following, Duration limit) {
        Optional<Row> before = replication.read();
        String channel = ReplicationRow.channel(before);
        stopReplication(before, limit);
        wire.run(dialect.get().changeSource(change(following, before), channel), wire.statementLimit());
    }

    private SourceChange change(Following following, Optional<Row> before) {
        return new SourceChange(
                addresses.hostFor(following.source(), replication.sourceHost(before)),
                following.source().port(),
                addresses.replicationLogin(following.source()),
                following.from(),
                replication.tls());
    }

    String howToFollow(Following following) {
        Optional<Row> before = replication.read();
        String channel = ReplicationRow.channel(before);
        return dialect.get().changeSource(change(following, before), channel) + "; "
                + dialect.get().startReplication(channel) + ";";
    }

    String howToStart() {
        return dialect.get().startReplication(replication.channel()) + ";";
    }

    void forgetSource() {
        Optional<Row> before = replication.read();
        stopReplication(before, wire.statementLimit());
        wire.run(dialect.get().forgetSource(ReplicationRow.channel(before)));
    }
}

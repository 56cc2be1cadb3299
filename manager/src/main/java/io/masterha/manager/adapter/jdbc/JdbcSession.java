package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.ServerFiles;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.port.Time;
import io.masterha.manager.topology.ServerVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One database server over JDBC. */
final class JdbcSession implements ServerSession, AutoCloseable {
    private static final long STABLE_NANOS = 50_000_000;
    private static final Duration POLL = Duration.ofMillis(10);

    private final DatabaseTarget target;
    private final Wire wire;
    private final Addresses addresses;
    private final Time time;
    private final NamedLocks locks;
    private Optional<Dialect> dialect = Optional.empty();
    private Optional<ReplicationTls> tls = Optional.empty();
    private volatile Optional<ServerFiles> files = Optional.empty();

    JdbcSession(DatabaseTarget target, Wire wire, Addresses addresses, Time time) {
        this.target = target;
        this.wire = wire;
        this.addresses = addresses;
        this.time = time;
        this.locks = new NamedLocks(wire);
    }

    synchronized void ensureConnected() {
        boolean isNew = wire.ensureConnected();
        if (isNew || dialect.isEmpty()) {
            String version = wire.run(Dialect.askVersion()).get(0).text("version");
            dialect = Optional.of(new Dialect(ServerVersion.parse(version)));
        }
    }

    Optional<ServerFiles> lastFiles() {
        return files;
    }

    private Dialect dialect() {
        if (dialect.isEmpty()) {
            ensureConnected();
        }
        return dialect.orElseThrow();
    }

    @Override
    public ServerStatus status() {
        Row variables = variables();
        // The replication status first: what is executed can only have grown when it is read after what is received.
        Optional<Row> replicationRow = replicationRow();
        Optional<ReplicationStatus> replication = replicationRow.map(row -> replication(row, variables));
        Row binlogEnd = first(wire.run(dialect().showBinlogEnd()));
        String gtids = first(wire.run(dialect().askExecutedGtids())).text("gtids");
        ServerFiles found = StatusReader.files(variables);
        files = Optional.of(found);
        boolean follows = replication.isPresent();
        boolean gtidOn = dialect().version().isMariadb()
                ? (follows ? replication.get().autoPosition() : !gtids.isEmpty())
                : variables.text("gtid_mode").equalsIgnoreCase("ON");
        BinlogMark mark = StatusReader.mark(binlogEnd, gtids);
        return new ServerStatus(
                dialect().version(),
                variables.number(0, "server_id"),
                variables.text("server_uuid"),
                !variables.isOn("read_only") && !variables.isOn("super_read_only"),
                gtidOn,
                found,
                StatusReader.settings(variables, binlogEnd),
                mark,
                replication);
    }

    @Override
    public BinlogMark mark() {
        Row binlogEnd = first(wire.run(dialect().showBinlogEnd()));
        return StatusReader.mark(
                binlogEnd, first(wire.run(dialect().askExecutedGtids())).text("gtids"));
    }

    private Row variables() {
        Map<String, String> values = new HashMap<>();
        for (Row row : wire.run(Dialect.showVariables(), wire.statementLimit())) {
            values.put(row.text("Variable_name"), row.text("Value"));
        }
        return new Row(values);
    }

    private static Row first(List<Row> rows) {
        return rows.isEmpty() ? new Row(Map.of()) : rows.get(0);
    }

    private Optional<Row> replicationRow() {
        List<Row> rows = wire.run(dialect().showReplicaStatus()).stream()
                .filter(row -> !row.text("Source_Host", "Master_Host").isEmpty())
                .toList();
        if (rows.size() > 1) {
            throw Problem.of(
                            DatabaseError.UNSUPPORTED_REPLICATION,
                            target.id() + " replicates over " + rows.size() + " channels")
                    .why("masterha handles one channel for each replica")
                    .next("remove all channels but one, or take the server out of the configuration");
        }
        if (!rows.isEmpty() && tls.isEmpty()) {
            // Kept from the first reading: applying a diff points the replica at an unencrypted loopback source.
            tls = Optional.of(ReplicationTls.from(rows.get(0)));
        }
        return rows.stream().findFirst();
    }

    private ReplicationStatus replication(Row row, Row variables) {
        return StatusReader.replication(row, new AppliedAll(wire, time).ask(row, variables));
    }

    private String channel() {
        return replicationRow()
                .map(row -> row.text("Channel_Name", "Connection_name"))
                .orElse("");
    }

    @Override
    public void stopReceiver(Duration limit) {
        Optional<Row> row = replicationRow();
        if (row.isEmpty()) {
            return;
        }
        long until = time.nanos() + limit.toNanos();
        SqlCommand stop = SqlCommand.of(dialect().stopReceiver(row.get().text("Channel_Name", "Connection_name")));
        wire.run(stop, limit);
        await("its receiver to stop", until, status -> status.receiver() == Receiver.STOPPED);
    }

    @Override
    public void startApplier() {
        wire.run(dialect().startApplier(channel()));
    }

    @Override
    public void startReplication() {
        wire.run(dialect().startReplication(channel()));
    }

    @Override
    public void stopReplication(Duration limit) {
        if (replicationRow().isEmpty()) {
            return;
        }
        long until = time.nanos() + limit.toNanos();
        wire.run(SqlCommand.of(dialect().stopReplication(channel())), limit);
        await(
                "receiver and applier to stop",
                until,
                status -> status.receiver() == Receiver.STOPPED && !status.applierRuns());
    }

    @Override
    public void follow(Following following, Duration limit) {
        long until = time.nanos() + limit.toNanos();
        Optional<Row> before = replicationRow();
        String channel =
                before.map(row -> row.text("Channel_Name", "Connection_name")).orElse("");
        String configuredHost =
                before.map(row -> row.text("Source_Host", "Master_Host")).orElse("");
        stopReplication(limit);
        SourceChange change = new SourceChange(
                addresses.hostFor(following.source(), configuredHost),
                following.source().port(),
                addresses.replicationLogin(following.source()),
                following.from(),
                tls);
        try {
            wire.run(dialect().changeSource(change, channel), wire.statementLimit());
            wire.run(dialect().startReplication(channel));
        } catch (Problem e) {
            throw e.changed("replication was stopped on " + target.id());
        }
        await(
                "receiver and applier to run after " + dialect().startReplication(channel),
                until,
                status -> status.receiver() == Receiver.RUNNING && status.applierRuns());
    }

    /**
     * Polls the replication status until it is as wanted; an error of a thread that has stopped ends the wait at once.
     *
     * <p>A receiver runs for a moment before its source refuses it: running counts when it lasts.
     */
    private void await(String what, long until, Predicate<ReplicationStatus> wanted) {
        boolean isStart = what.contains("run");
        long reachedAt = Long.MAX_VALUE;
        while (true) {
            Optional<Row> row = replicationRow();
            if (row.isEmpty()) {
                return;
            }
            ReplicationStatus status = StatusReader.replication(row.get(), false);
            boolean isReached = wanted.test(status);
            reachedAt = isReached ? Math.min(reachedAt, time.nanos()) : Long.MAX_VALUE;
            if (isReached && (!isStart || time.nanos() - reachedAt >= STABLE_NANOS)) {
                return;
            }
            boolean failed = isStart && hasFailed(status);
            if (failed || time.nanos() >= until) {
                throw notReached(what, status);
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

    @Override
    public void forgetSource() {
        String channel = channel();
        stopReplication(wire.statementLimit());
        wire.run(dialect().forgetSource(channel));
    }

    @Override
    public void setWritable(boolean writable) {
        dialect().setWritable(writable).forEach(wire::run);
    }

    @Override
    public void setRelayLogPurge(boolean purge) {
        wire.run(Dialect.setRelayLogPurge(purge));
    }

    @Override
    public boolean lock(String name, Duration wait) {
        return locks.take(name, wait);
    }

    @Override
    public boolean holdsLock(String name) {
        return locks.holds(name);
    }

    @Override
    public void unlock(String name) {
        locks.release(name);
    }

    @Override
    public void close() {
        locks.close();
        wire.close();
    }
}

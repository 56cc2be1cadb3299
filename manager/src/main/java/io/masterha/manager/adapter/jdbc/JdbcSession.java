package io.masterha.manager.adapter.jdbc;

import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.Readiness;
import io.masterha.manager.port.ReplicationAccount;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerFiles;
import io.masterha.manager.port.ServerHistory;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.port.SourceTraits;
import io.masterha.manager.port.Time;
import io.masterha.manager.port.WriteControl;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** One database server over JDBC. */
final class JdbcSession implements ServerSession, AutoCloseable {
    private final DatabaseTarget target;
    private final Wire wire;
    private final Time time;
    private final NamedLocks locks;
    private final ReplicationRow replication;
    private final StatusQuestion question;
    private final ReplicationCommands commands;
    private Optional<JdbcWriteControl> writes = Optional.empty();
    private Optional<Dialect> dialect = Optional.empty();
    private volatile Optional<ServerFiles> files = Optional.empty();

    JdbcSession(
            DatabaseTarget target,
            Wire wire,
            Addresses addresses,
            ReplicaHabits habits,
            Time time,
            Supplier<Optional<Link>> spare,
            Predicate<ServerId> isGivenUp) {
        this.target = target;
        this.wire = wire;
        this.time = time;
        this.locks = new NamedLocks(wire, spare);
        this.replication = new ReplicationRow(target, wire, this::dialect, habits);
        this.question = new StatusQuestion(wire, this::dialect, replication);
        this.commands = new ReplicationCommands(target, wire, addresses, replication, this::dialect, time, isGivenUp);
    }

    synchronized void ensureConnected() {
        boolean isNew = wire.ensureConnected();
        if (isNew || dialect.isEmpty()) {
            String version = wire.run(Dialect.askVersion()).get(0).text("version");
            dialect = Optional.of(new Dialect(StatusReader.version(version)));
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
        return status(question.ask());
    }

    private ServerStatus status(StatusQuestion.Answer answer) {
        Row variables = answer.variables();
        Row binlogEnd = answer.binlogEnd();
        String gtids = answer.gtids();
        Optional<ReplicationStatus> status = answer.replication().map(StatusReader::replication);
        ServerFiles found = StatusReader.files(variables);
        files = Optional.of(found);
        boolean follows = status.isPresent();
        boolean gtidOn = dialect().version().isMariadb()
                ? (follows ? status.get().autoPosition() : !gtids.isEmpty())
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
                status);
    }

    @Override
    public boolean hasAppliedAll() {
        StatusQuestion.Answer answer = question.ask();
        AppliedAll all = new AppliedAll(wire, time);
        return answer.replication()
                .filter(row -> all.ask(row, answer.variables()))
                .isPresent();
    }

    /** The answer of MySQL names the executed GTIDs too; MariaDB is asked for them in the same message. */
    @Override
    public BinlogMark mark() {
        SqlCommand end = SqlCommand.of(dialect().showBinlogEnd());
        if (!dialect().version().isMariadb()) {
            Row row = Row.first(wire.run(end, wire.statementLimit()));
            // Without a binary log there is no row.
            return StatusReader.mark(row, row.find("Executed_Gtid_Set").orElseGet(() -> Row.first(
                            wire.run(dialect().askExecutedGtids()))
                    .text("gtids")));
        }
        List<List<Row>> answers =
                wire.runAll(List.of(end, SqlCommand.of(dialect().askExecutedGtids())));
        return StatusReader.mark(
                Row.first(answers.get(0)), Row.first(answers.get(1)).text("gtids"));
    }

    @Override
    public SourceTraits traits() {
        Row row = Row.first(wire.run(dialect().askTraits()));
        return new SourceTraits(
                row.text("uuid"), row.text("purged").replaceAll("\\s+", ""), row.number(-1, "sync_binlog"));
    }

    @Override
    public ServerHistory history() {
        Row row = Row.first(wire.run(dialect().askHistory()));
        return new ServerHistory(
                row.text("gtids").replaceAll("\\s+", ""), row.text("purged").replaceAll("\\s+", ""));
    }

    @Override
    public Readiness readiness() {
        return new ReadinessReader(wire, dialect().version(), time).read();
    }

    @Override
    public ReplicationAccount replicationAccount(String usual) {
        return new AccountReader(wire).read(target.replication(), usual);
    }

    @Override
    public ServerStatus stopReceiver(Duration limit) {
        return commands.stopReceiver(question, limit).map(this::status).orElseGet(this::status);
    }

    @Override
    public void startApplier() {
        commands.startApplier();
    }

    @Override
    public void startReplication() {
        commands.startReplication();
    }

    @Override
    public void stopApplier(Duration limit) {
        commands.stopApplier(limit);
    }

    @Override
    public void stopReplication(Duration limit) {
        commands.stopReplication(limit);
    }

    @Override
    public void follow(Following following, Duration limit) {
        commands.follow(following, limit);
    }

    @Override
    public void pointAt(Following following, Duration limit) {
        commands.pointAt(following, limit);
    }

    @Override
    public String howToFollow(Following following) {
        return commands.howToFollow(following);
    }

    @Override
    public String howToStart() {
        return commands.howToStart();
    }

    @Override
    public boolean awaitExecuted(BinlogMark end, Duration limit) {
        return new ExecutedWait(wire, dialect(), time).until(end, limit, question::variables);
    }

    @Override
    public WriteControl writes() {
        if (writes.isEmpty()) {
            writes = Optional.of(
                    new JdbcWriteControl(wire, new WriteDialect(dialect().version()), locks));
        }
        return writes.get();
    }

    @Override
    public void forgetSource() {
        commands.forgetSource();
    }

    @Override
    public void setWritable(boolean writable) {
        wire.runAll(dialect().setWritable(writable).stream().map(SqlCommand::of).toList());
    }

    @Override
    public void forgetHistory(List<String> statements) {
        statements.forEach(wire::run);
    }

    @Override
    public void setServerId(long serverId) {
        if (dialect().version().isMariadb() && replication.read().isEmpty()) {
            // Under another server_id it does not count what it wrote itself to its position: it would begin anew.
            wire.run(WriteDialect.startFromOwnGtids());
        }
        wire.run(Dialect.setServerId(serverId));
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
        writes.ifPresent(JdbcWriteControl::close);
        locks.close();
        wire.close();
    }
}

package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.ClientSession;
import io.masterha.manager.port.WriteControl;
import io.masterha.manager.port.WriteState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The writers of one server over JDBC; the global read lock has a connection of its own, as the advisory locks have. */
final class JdbcWriteControl implements WriteControl, AutoCloseable {
    /** Beyond what the server itself waits, so that it gives up before we do and nothing happens behind our back. */
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private static final int STATEMENT_CHARACTERS = 120;
    private static final int NO_SUCH_THREAD = 1094;

    private final Wire wire;
    private final WriteDialect dialect;
    private final NamedLocks locks;
    private Optional<Link> tables = Optional.empty();
    private Optional<Link> spare = Optional.empty();

    JdbcWriteControl(Wire wire, WriteDialect dialect, NamedLocks locks) {
        this.wire = wire;
        this.dialect = dialect;
        this.locks = locks;
    }

    @Override
    public WriteState state() {
        Row row = wire.run(dialect.askState()).get(0);
        return new WriteState(
                row.isOn("read_only"), row.isOn("super_read_only"), dialect.hasSuperReadOnly(), holdsTables());
    }

    private boolean holdsTables() {
        if (tables.isEmpty()) {
            return false;
        }
        try {
            wire.runOn(tables.get(), SqlCommand.of("SELECT 1"), ANSWER);
            return true;
        } catch (Problem gone) {
            tables.get().close();
            tables = Optional.empty();
            return false;
        }
    }

    @Override
    public List<ClientSession> clients() {
        List<List<Row>> answers = wire.runAll(Stream.of(
                        WriteDialect.askConnectionId(),
                        WriteDialect.countGrantees(),
                        WriteDialect.showPrivileged(),
                        WriteDialect.showWritingTransactions(),
                        WriteDialect.showConnections())
                .map(SqlCommand::of)
                .toList());
        Set<Long> own = ownConnections(answers.get(0));
        Optional<Set<String>> privileged = privileged(answers.get(1), answers.get(2));
        Map<Long, Long> writing = new HashMap<>();
        answers.get(3).forEach(row -> writing.put(row.number(0, "id"), row.number(0, "age")));
        List<ClientSession> clients = new ArrayList<>();
        for (Row row : answers.get(4)) {
            long id = row.number(0, "Id");
            if (!own.contains(id) && isClient(row)) {
                clients.add(new ClientSession(
                        id,
                        row.text("User") + "@" + row.text("Host"),
                        privileged.isEmpty() || privileged.get().contains(row.text("User")),
                        row.text("Command"),
                        row.number(0, "Time"),
                        Optional.ofNullable(writing.get(id)).orElse(-1L),
                        shortened(row.text("Info"))));
            }
        }
        return clients;
    }

    private static boolean isClient(Row process) {
        String command = process.text("Command").toLowerCase(Locale.ROOT);
        String user = process.text("User").toLowerCase(Locale.ROOT);
        return !user.equals("system user")
                && !user.equals("event_scheduler")
                && !user.equals("unauthenticated user")
                && !command.startsWith("binlog dump")
                && !command.equals("daemon")
                && !command.equals("connect")
                && !command.equals("slave_worker");
    }

    private static String shortened(String statement) {
        String line = statement.replaceAll("\\s+", " ").strip();
        return line.length() <= STATEMENT_CHARACTERS ? line : line.substring(0, STATEMENT_CHARACTERS) + "...";
    }

    private Set<Long> ownConnections(List<Row> thisOne) {
        Set<Long> own = new HashSet<>(locks.connections());
        own.add(thisOne.get(0).number(0, "id"));
        for (Optional<Link> link : List.of(tables, spare)) {
            link.ifPresent(l -> own.add(wire.runOn(l, SqlCommand.of(WriteDialect.askConnectionId()), ANSWER)
                    .get(0)
                    .number(0, "id")));
        }
        return own;
    }

    /**
     * User names that have the privilege under any host, directly or by a role: rather one too many. Empty if this account
     * may not see that of others: then everybody may have it.
     */
    private Optional<Set<String>> privileged(List<Row> grantees, List<Row> having) {
        if (grantees.get(0).number(0, "grantees") < 2) {
            return Optional.empty();
        }
        Set<String> names = new HashSet<>();
        for (Row row : having) {
            String grantee = row.text("grantee");
            int at = grantee.lastIndexOf("'@'");
            names.add(at > 0 ? grantee.substring(1, at) : grantee.replace("'", ""));
        }
        if (dialect.isMariadb()) {
            try {
                for (Row row : wire.run(WriteDialect.showRoleMembers())) {
                    if (names.contains(row.text("role"))) {
                        names.add(row.text("user"));
                    }
                }
            } catch (Problem denied) {
                return Optional.empty();
            }
        }
        return Optional.of(names);
    }

    @Override
    public void kill(ClientSession client) {
        try {
            wire.run(WriteDialect.kill(client.id()));
        } catch (Problem problem) {
            if (!problem.why().contains(String.valueOf(NO_SUCH_THREAD))
                    && !problem.why().contains("Unknown thread id")) {
                throw problem;
            }
        }
    }

    @Override
    public List<String> preparedTransactions() {
        return wire.run(WriteDialect.showPrepared()).stream()
                .map(row -> row.text("data"))
                .toList();
    }

    @Override
    public boolean eventsRun() {
        if (!wire.run(WriteDialect.askEventScheduler()).get(0).isOn("event_scheduler")) {
            return false;
        }
        // Its thread says whether it has something to do; to see the events themselves needs a privilege of its own.
        return wire.run(WriteDialect.showConnections()).stream()
                .filter(row -> row.text("User").equalsIgnoreCase("event_scheduler"))
                .noneMatch(row -> row.text("State").toLowerCase(Locale.ROOT).contains("empty queue"));
    }

    @Override
    public void setEventScheduler(boolean on) {
        wire.run(WriteDialect.setEventScheduler(on));
    }

    @Override
    public void closeTables(Duration limit) {
        Link link = spare(limit);
        try {
            wire.runOn(link, SqlCommand.of(WriteDialect.closeTables()), patience(limit));
        } catch (Problem problem) {
            dropSpare();
            throw problem;
        }
    }

    private void dropSpare() {
        spare.ifPresent(Link::close);
        spare = Optional.empty();
    }

    /** A connection for the lock, made while writes still go on. */
    private Link spare(Duration limit) {
        if (spare.isEmpty()) {
            Link link = wire.open();
            spare = Optional.of(link);
            wire.runOn(link, SqlCommand.of(WriteDialect.lockPatience(limit)), ANSWER);
        }
        return spare.get();
    }

    @Override
    public void block(boolean lockTables, Duration limit) {
        wire.run(WriteDialect.lockPatience(limit));
        wire.run(SqlCommand.of(dialect.refuseWrites()), patience(limit));
        if (lockTables && !dialect.hasSuperReadOnly() && !holdsTables()) {
            lockTables(limit);
        }
    }

    private void lockTables(Duration limit) {
        Link link = spare(limit);
        spare = Optional.empty();
        boolean locked = false;
        try {
            wire.runOn(link, SqlCommand.of(WriteDialect.lockTables()), patience(limit));
            locked = true;
        } finally {
            if (locked) {
                tables = Optional.of(link);
            } else {
                link.close();
            }
        }
    }

    private static Duration patience(Duration limit) {
        return Duration.ofSeconds(Math.max(1, limit.toSeconds())).plus(ANSWER);
    }

    @Override
    public void unlockTables() {
        if (tables.isEmpty()) {
            return;
        }
        Link link = tables.get();
        tables = Optional.empty();
        try {
            wire.runOn(link, SqlCommand.of(WriteDialect.unlockTables()), ANSWER);
        } catch (Problem gone) {
            // Then the lock is gone too.
        } finally {
            link.close();
        }
    }

    @Override
    public void reconnect() {
        dropSpare();
        wire.ensureAnswers();
    }

    @Override
    public void close() {
        dropSpare();
        tables.ifPresent(Link::close);
        tables = Optional.empty();
    }
}

package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.PingAnswer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kept connection of one session: connects when needed, and turns the driver's failures into problems.
 *
 * <p>One statement at a time: threads that are busy with different replicas all ask the new source.
 */
final class Wire implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final Duration TRUSTED_IDLE = Duration.ofSeconds(1);

    private final DatabaseTarget target;
    private final DatabaseConnector connector;
    private final JdbcLimits limits;
    private final GivenUp givenUp;
    private Optional<Link> link = Optional.empty();

    Wire(DatabaseTarget target, DatabaseConnector connector, JdbcLimits limits) {
        this(target, connector, limits, new GivenUp());
    }

    Wire(DatabaseTarget target, DatabaseConnector connector, JdbcLimits limits, GivenUp givenUp) {
        this.givenUp = givenUp;
        this.target = target;
        this.connector = connector;
        this.limits = limits;
    }

    Duration statementLimit() {
        return limits.statement();
    }

    /**
     * Connects if there is no usable connection.
     *
     * @return whether the connection is a new one
     */
    synchronized boolean ensureConnected() {
        if (link.isPresent() && !link.get().hasBroken() && answers(link.get())) {
            return false;
        }
        close();
        link = Optional.of(open());
        return true;
    }

    /** The same, and asks the connection even if it was used a moment ago: somebody may have killed it. */
    synchronized void ensureAnswers() {
        boolean answers = link.isPresent() && !link.get().hasBroken() && ask(link.get());
        if (!answers) {
            close();
            link = Optional.of(open());
        }
    }

    /** A connection that was idle for a while may have died without a sign; asking costs one round trip. */
    private boolean answers(Link kept) {
        if (kept.idle().compareTo(TRUSTED_IDLE) < 0) {
            return true;
        }
        return ask(kept);
    }

    @SuppressWarnings("try") // the wait is held, not used
    private boolean ask(Link kept) {
        try (GivenUp.Wait waiting = givenUp.await(() -> Optional.of(kept.channel()))) {
            kept.run("SELECT 1", limits.connect());
            return true;
        } catch (SQLException e) {
            LOG.debug("{}: the kept connection broke: {}", target.id(), ConnectionFailure.words(e));
            return false;
        }
    }

    /** A connection of its own. */
    Link open() {
        requireWaitedFor();
        try {
            return connector.connect(limits.connect(), givenUp);
        } catch (SQLException e) {
            requireWaitedFor();
            throw unreachable(e);
        }
    }

    private void requireWaitedFor() {
        if (givenUp.isNow()) {
            throw GivenUp.problem(target.id());
        }
    }

    List<Row> run(String sql) {
        return run(SqlCommand.of(sql), limits.statement());
    }

    synchronized List<Row> run(SqlCommand command, Duration limit) {
        return runOn(usable(), command, limit);
    }

    private synchronized Link usable() {
        if (link.isEmpty() || link.get().hasBroken()) {
            ensureConnected();
        }
        return link.orElseThrow();
    }

    List<List<Row>> runAll(List<SqlCommand> commands) {
        return runAll(commands, limits.statement());
    }

    /**
     * Sends statements in one message and returns the rows of each; none runs after one that fails.
     *
     * @throws IllegalArgumentException if one has a secret: a server that does not understand another one may repeat it
     */
    synchronized List<List<Row>> runAll(List<SqlCommand> commands, Duration limit) {
        if (commands.stream().anyMatch(SqlCommand::hasSecret)) {
            throw new IllegalArgumentException("goes alone: " + words(commands));
        }
        return runAllOn(usable(), commands, limit);
    }

    List<Row> runOn(Link on, SqlCommand command, Duration limit) {
        return runAllOn(on, List.of(command), limit).get(0);
    }

    @SuppressWarnings("try") // the wait is held, not used
    private List<List<Row>> runAllOn(Link on, List<SqlCommand> commands, Duration limit) {
        requireWaitedFor();
        long start = System.nanoTime();
        List<List<Row>> answers = new ArrayList<>();
        try (GivenUp.Wait waiting = givenUp.await(() -> Optional.of(on.channel()))) {
            on.run(commands.stream().map(SqlCommand::text).toList(), limit, answers);
            LOG.debug("{}: {} ({} us)", target.id(), words(commands), (System.nanoTime() - start) / 1000);
            return answers;
        } catch (SQLException e) {
            SqlCommand command = commands.get(Math.min(answers.size(), commands.size() - 1));
            LOG.debug("{}: {} failed: {}", target.id(), command, hidden(command.wordsOf(e)));
            requireWaitedFor();
            throw failed(command, e);
        }
    }

    private static String words(List<SqlCommand> commands) {
        return commands.stream().map(SqlCommand::toString).collect(Collectors.joining("; "));
    }

    private Problem unreachable(SQLException e) {
        PingAnswer answer = ConnectionFailure.answer(e);
        String where = target.id() + " (" + target.address() + ":" + target.id().port() + ")";
        if (answer.kind() == PingAnswer.Kind.TURNED_AWAY) {
            return Problem.of(
                            DatabaseError.SERVER_REFUSED,
                            where + " turns " + target.admin().user() + " away")
                    .why(hidden(answer.detail()))
                    .next("mysql -h " + target.address() + " -P " + target.id().port() + " -u "
                            + target.admin().user() + " -p")
                    .causedBy(e);
        }
        return Problem.of(DatabaseError.SERVER_UNREACHABLE, "cannot connect to " + where)
                .why(hidden(answer.detail()))
                .next("check that the server runs there, and hostname, ip and port in the configuration")
                .causedBy(e);
    }

    private Problem failed(SqlCommand command, SQLException e) {
        boolean isTimeout = ConnectionFailure.kind(e) == PingAnswer.Kind.SILENT;
        DatabaseError code = isTimeout ? DatabaseError.STATEMENT_TIMED_OUT : DatabaseError.STATEMENT_FAILED;
        Problem problem = Problem.of(code, target.id() + ": " + command + " failed")
                .why(hidden(command.wordsOf(e)))
                .next(isDenied(e) ? "GRANT that privilege to " + target.admin().user() : "")
                .causedBy(e);
        return isTimeout ? problem.changed("the server may still be doing it") : problem;
    }

    /** 1044 and 1142: no right to a database or table; 1227: no global privilege. */
    private static boolean isDenied(SQLException e) {
        int number = e.getErrorCode();
        return number == 1044 || number == 1142 || number == 1227;
    }

    /** A syntax error quotes the statement, and with it a password. */
    private String hidden(String words) {
        String text = words;
        if (!target.admin().password().isEmpty()) {
            text = text.replace(target.admin().password(), "***");
        }
        Optional<DatabaseLogin> replication = target.replication();
        if (replication.isPresent() && !replication.get().password().isEmpty()) {
            text = text.replace(replication.get().password(), "***");
        }
        return text;
    }

    @Override
    public synchronized void close() {
        link.ifPresent(Link::close);
        link = Optional.empty();
    }
}

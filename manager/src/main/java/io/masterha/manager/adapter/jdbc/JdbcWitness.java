package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.SourceStrain;
import io.masterha.manager.topology.ServerVersion;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One server, asked beside the ping on a connection of its own; on a second one only while the first one waits for an answer
 * that may take hours.
 */
final class JdbcWitness implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration HEARTBEATS = Duration.ofSeconds(2);
    /** A connection that was idle for longer may have died without a sign; longer than a ping interval of 3 s. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** A login takes 10 to 50 ms, and more where 16 are made at a time. */
    private static final Duration SIGN_OF_LIFE = Duration.ofMillis(100);

    private final DatabaseTarget target;
    private final DatabaseConnector connector;
    private final LastingQuestion binlogEnd;
    private final ReentrantLock turn = new ReentrantLock();
    /** The second one. */
    private Optional<Link> kept = Optional.empty();

    /** As the server said when it was last asked. */
    private volatile Optional<Dialect> dialect = Optional.empty();

    JdbcWitness(DatabaseTarget target, DatabaseConnector connector) {
        this.target = target;
        this.connector = connector;
        this.binlogEnd = new LastingQuestion(connector, CONNECT, this::askBinlogEnd);
    }

    /** Empty if the server turns the manager away. */
    Optional<SourceStrain> strain(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        turn.lock();
        try {
            Link link = link(until);
            List<List<Row>> answers = new ArrayList<>();
            link.run(StrainReader.QUESTIONS, left(until), answers);
            Row variables = StrainReader.named(answers.get(0));
            Row counters = StrainReader.named(answers.get(1));
            Row sessions = Row.first(answers.get(2));
            dialect = Optional.of(new Dialect(ServerVersion.parse(variables.text("version"))));
            Duration rest = left(until).dividedBy(2);
            Optional<BinlogPosition> end = binlogEnd
                    .ask(rest)
                    .map(rows -> StatusReader.mark(Row.first(rows), "").position())
                    .filter(position -> !position.file().isEmpty());
            return Optional.of(StrainReader.strain(variables, counters, sessions, end));
        } catch (SQLException e) {
            drop();
            if (ConnectionFailure.kind(e) == PingAnswer.Kind.TURNED_AWAY) {
                return Optional.empty();
            }
            throw silent(e);
        } finally {
            turn.unlock();
        }
    }

    long heartbeats() {
        long until = System.nanoTime() + HEARTBEATS.toNanos();
        turn.lock();
        try {
            Link link = link(until);
            return Row.first(link.run(dialect(link, until).askHeartbeats(), left(until)))
                    .number(0, "heartbeats", "Value");
        } catch (SQLException e) {
            drop();
            throw silent(e);
        } finally {
            turn.unlock();
        }
    }

    /**
     * Its connection, for whoever needs one at once when nobody asks beside the ping any more; empty if it is in use, or not known
     * to answer.
     */
    Optional<Link> handOver() {
        if (!turn.tryLock()) {
            return Optional.empty();
        }
        try {
            return binlogEnd.handOver(FRESH, SIGN_OF_LIFE);
        } finally {
            turn.unlock();
        }
    }

    private List<Row> askBinlogEnd(Link link, Duration limit) throws SQLException {
        return link.run(dialect.orElseThrow().showBinlogEnd(), limit);
    }

    private Link link(long until) throws SQLException {
        if (!binlogEnd.isOpen()) {
            kept.ifPresent(Link::close);
            kept = Optional.empty();
            return binlogEnd.link(left(until));
        }
        if (kept.isPresent() && !kept.get().hasBroken()) {
            return kept.get();
        }
        kept.ifPresent(Link::close);
        kept = Optional.empty();
        Link link = connector.connect(left(until));
        kept = Optional.of(link);
        return link;
    }

    private Dialect dialect(Link link, long until) throws SQLException {
        if (dialect.isEmpty()) {
            String version =
                    Row.first(link.run(Dialect.askVersion(), left(until))).text("version");
            dialect = Optional.of(new Dialect(ServerVersion.parse(version)));
        }
        return dialect.get();
    }

    private Problem silent(SQLException e) {
        return Problem.of(DatabaseError.SERVER_UNREACHABLE, target.id() + " does not say how it fares")
                .why(ConnectionFailure.words(e))
                .causedBy(e);
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(1_000_000, until - System.nanoTime()));
    }

    private void drop() {
        kept.ifPresent(Link::close);
        kept = Optional.empty();
        binlogEnd.drop();
    }

    @Override
    public void close() {
        turn.lock();
        try {
            drop();
            binlogEnd.close();
        } finally {
            turn.unlock();
        }
    }
}

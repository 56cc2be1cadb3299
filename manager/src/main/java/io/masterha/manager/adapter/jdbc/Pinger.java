package io.masterha.manager.adapter.jdbc;

import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.PingType;
import java.io.IOException;
import java.nio.channels.Selector;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks one server again and again whether it lives, and watches the connection between two questions.
 *
 * <p>Nobody but the monitor uses this connection. Watching it costs the server nothing: no statement runs and no second
 * connection is open.
 */
final class Pinger implements AutoCloseable {
    private static final String INSERT_PING = "INSERT INTO infra.chk_masterha VALUES (1, unix_timestamp())"
            + " ON DUPLICATE KEY UPDATE val = unix_timestamp()";

    private static final Duration CONNECT = Duration.ofSeconds(4);

    private final DatabaseConnector connector;
    private final ReentrantLock lock = new ReentrantLock();
    private final LastingQuestion writer;
    private Optional<Link> kept = Optional.empty();

    Pinger(DatabaseConnector connector) {
        this.connector = connector;
        this.writer = new LastingQuestion(connector, CONNECT, Pinger::insert);
    }

    PingAnswer ping(PingType type, Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        if (!locked(limit)) {
            return new PingAnswer(PingAnswer.Kind.SILENT, "the last ping has not come back yet");
        }
        try {
            if (type == PingType.CONNECT) {
                drop();
            }
            if (kept.isPresent()) {
                Optional<PingAnswer> answer = askOnKept(type, until);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
            // No connection, or it broke: a restarted server or a killed session answers to a new one at once.
            Link link = connector.connect(left(until));
            kept = Optional.of(link);
            return ask(link, type, until);
        } catch (SQLException e) {
            drop();
            return ConnectionFailure.answer(e);
        } finally {
            lock.unlock();
        }
    }

    /** Empty if a new connection should be tried. */
    private Optional<PingAnswer> askOnKept(PingType type, long until) {
        try {
            return Optional.of(ask(kept.get(), type, until));
        } catch (SQLException e) {
            drop();
            boolean isTooLate = ConnectionFailure.kind(e) == PingAnswer.Kind.SILENT;
            return isTooLate ? Optional.of(ConnectionFailure.answer(e)) : Optional.empty();
        }
    }

    private PingAnswer ask(Link link, PingType type, long until) throws SQLException {
        link.run("SELECT 1", left(until));
        return type == PingType.INSERT ? write(left(until)) : new PingAnswer(PingAnswer.Kind.ANSWERED, "");
    }

    /** On a connection of its own: that a row cannot be written says something else than that nobody answers. */
    private PingAnswer write(Duration limit) {
        try {
            return writer.ask(limit).isPresent()
                    ? new PingAnswer(PingAnswer.Kind.ANSWERED, "")
                    : new PingAnswer(
                            PingAnswer.Kind.CANNOT_WRITE,
                            "an INSERT has not come back for "
                                    + writer.waiting().toMillis() + " ms");
        } catch (SQLException e) {
            // It has just answered: whatever this is, it is no death.
            return new PingAnswer(PingAnswer.Kind.CANNOT_WRITE, ConnectionFailure.words(e));
        }
    }

    private static List<Row> insert(Link link, Duration limit) throws SQLException {
        try {
            return link.run(INSERT_PING, limit);
        } catch (SQLException e) {
            // 1049 no such database, 1146 no such table.
            if (e.getErrorCode() != 1049 && e.getErrorCode() != 1146) {
                throw e;
            }
            link.run("CREATE DATABASE IF NOT EXISTS infra", limit);
            link.run(
                    "CREATE TABLE IF NOT EXISTS infra.chk_masterha"
                            + " (`key` tinyint NOT NULL PRIMARY KEY, `val` int unsigned NOT NULL DEFAULT '0')",
                    limit);
            return link.run(INSERT_PING, limit);
        }
    }

    /** See {@link io.masterha.manager.port.Servers#awaitBreak}. */
    boolean awaitBreak(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        if (!locked(limit)) {
            return false;
        }
        try (Selector selector = Selector.open()) {
            if (kept.isEmpty()) {
                selector.select(Link.millis(left(until)));
                return false;
            }
            boolean broken = kept.get().awaitBreak(selector, left(until));
            if (broken) {
                drop();
            }
            return broken;
        } catch (IOException e) {
            drop();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean locked(Duration limit) {
        try {
            return lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(1, until - System.nanoTime()));
    }

    private void drop() {
        kept.ifPresent(Link::close);
        kept = Optional.empty();
    }

    @Override
    public void close() {
        writer.close();
        if (locked(Duration.ofSeconds(1))) {
            try {
                drop();
            } finally {
                lock.unlock();
            }
        }
    }
}

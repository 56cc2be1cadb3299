package io.masterha.manager.adapter.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A question that a server may not answer for hours, such as a write on a full disk: asked on a connection of its own and
 * never twice at a time, so that no session piles up behind another one on the server.
 */
final class LastingQuestion implements AutoCloseable {
    /** A server that was cut off never answers: then it is asked anew. */
    private static final Duration AT_MOST = Duration.ofMinutes(10);

    /** As many threads as there are questions open, of all servers: each server has one at most. */
    private static final Executor ASKING =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "lasting question");
                thread.setDaemon(true);
                return thread;
            });

    /** What is done on the connection. */
    interface Question {
        List<Row> ask(Link link, Duration limit) throws SQLException;
    }

    private final DatabaseConnector connector;
    private final Duration connectLimit;
    private final Question question;
    private Optional<Link> kept = Optional.empty();
    private Optional<CompletableFuture<List<Row>>> outstanding = Optional.empty();
    private long askedNanos;

    LastingQuestion(DatabaseConnector connector, Duration connectLimit, Question question) {
        this.connector = connector;
        this.connectLimit = connectLimit;
        this.question = question;
    }

    /**
     * The answer, if it comes within the limit; the question stays open if it does not.
     *
     * @throws SQLException if it was answered with a failure
     */
    synchronized Optional<List<Row>> ask(Duration limit) throws SQLException {
        if (outstanding.isEmpty()) {
            askedNanos = System.nanoTime();
            outstanding = Optional.of(CompletableFuture.supplyAsync(this::run, ASKING));
        }
        try {
            List<Row> rows = outstanding.get().get(limit.toNanos(), TimeUnit.NANOSECONDS);
            outstanding = Optional.empty();
            return Optional.of(rows);
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException e) {
            outstanding = Optional.empty();
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Whether it has been asked and the answer has not been taken. */
    synchronized boolean isOpen() {
        return outstanding.isPresent();
    }

    /** The connection on which it will be asked, for other questions as long as it is not open. */
    synchronized Link link(Duration limit) throws SQLException {
        if (kept.isEmpty() || kept.get().hasBroken()) {
            drop();
            kept = Optional.of(connector.connect(limit));
        }
        return kept.get();
    }

    /**
     * Hands the connection over if it answers and no answer is waited for on it; it is made anew if needed.
     *
     * @param freshFor a connection that was idle for longer is asked for a sign of life
     * @param limit how long that may take; longer than it, and a new connection is quicker
     */
    synchronized Optional<Link> handOver(Duration freshFor, Duration limit) {
        if (outstanding.isPresent() || kept.isEmpty() || kept.get().hasBroken()) {
            return Optional.empty();
        }
        Link link = kept.get();
        kept = Optional.empty();
        try {
            if (link.idle().compareTo(freshFor) >= 0) {
                link.run(Dialect.askVersion(), limit);
            }
            return Optional.of(link);
        } catch (SQLException dead) {
            link.close();
            return Optional.empty();
        }
    }

    /** Gives the connection up, but for the one on which an answer is waited for. */
    synchronized void drop() {
        if (outstanding.isEmpty()) {
            kept.ifPresent(Link::close);
            kept = Optional.empty();
        }
    }

    /** How long the open question has been waiting. */
    synchronized Duration waiting() {
        return Duration.ofNanos(System.nanoTime() - askedNanos);
    }

    private List<Row> run() {
        try {
            Link link = kept.isPresent() ? kept.get() : connector.connect(connectLimit);
            kept = Optional.of(link);
            return question.ask(link, AT_MOST);
        } catch (SQLException e) {
            if (ConnectionFailure.kind(e) != io.masterha.manager.port.PingAnswer.Kind.TURNED_AWAY) {
                kept.ifPresent(Link::close);
                kept = Optional.empty();
            }
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() {
        kept.ifPresent(link -> Link.cut(link.channel()));
    }
}

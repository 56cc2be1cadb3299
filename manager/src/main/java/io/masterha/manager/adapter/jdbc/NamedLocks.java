package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The advisory locks of one session, each on a connection of its own.
 *
 * <p>MySQL 5.6 gives up the old lock when the same connection takes another one; and a statement that is cut off at its
 * limit must not cost the lock.
 */
final class NamedLocks implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private final Wire wire;
    private final Supplier<Optional<Link>> spare;
    private final Map<String, Link> held = new HashMap<>();

    NamedLocks(Wire wire) {
        this(wire, Optional::empty);
    }

    /** @param spare a connection that nobody needs any more and that answers, if there is one: a login takes time */
    NamedLocks(Wire wire, Supplier<Optional<Link>> spare) {
        this.wire = wire;
        this.spare = spare;
    }

    synchronized boolean take(String name, Duration wait) {
        if (holds(name)) {
            return true;
        }
        Optional<Link> warm = spare.get();
        if (warm.isPresent()) {
            try {
                return take(warm.get(), name, wait);
            } catch (Problem broken) {
                // A server that was slow to answer may have given the lock to the connection that was cut off just now.
                if (broken.code() == DatabaseError.STATEMENT_TIMED_OUT) {
                    throw broken;
                }
            }
        }
        return take(wire.open(), name, wait);
    }

    private boolean take(Link link, String name, Duration wait) {
        boolean taken = false;
        try {
            List<Row> rows = wire.runOn(link, SqlCommand.of(Dialect.takeLock(name, wait)), wait.plus(ANSWER));
            taken = rows.get(0).isOn("taken");
        } finally {
            if (taken) {
                held.put(name, link);
            } else {
                link.close();
            }
        }
        return taken;
    }

    synchronized boolean holds(String name) {
        Link link = held.get(name);
        if (link == null) {
            return false;
        }
        try {
            boolean holds = wire.runOn(link, SqlCommand.of(Dialect.askLock(name)), ANSWER)
                    .get(0)
                    .isOn("held");
            if (holds) {
                return true;
            }
        } catch (Problem e) {
            // The connection that held it is gone, and the lock with it.
        }
        link.close();
        held.remove(name);
        return false;
    }

    /** The numbers of the connections that hold the locks. */
    synchronized List<Long> connections() {
        List<Long> ids = new ArrayList<>();
        for (String name : List.copyOf(held.keySet())) {
            Link link = held.get(name);
            if (link != null && holds(name)) {
                ids.add(wire.runOn(link, SqlCommand.of(WriteDialect.askConnectionId()), ANSWER)
                        .get(0)
                        .number(0, "id"));
            }
        }
        return ids;
    }

    synchronized void release(String name) {
        Link link = held.remove(name);
        if (link != null) {
            try {
                wire.runOn(link, SqlCommand.of(Dialect.releaseLock(name)), ANSWER);
            } finally {
                link.close();
            }
        }
    }

    @Override
    public synchronized void close() {
        held.values().forEach(Link::close);
        held.clear();
    }
}

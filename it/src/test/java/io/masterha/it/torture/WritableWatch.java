package io.masterha.it.torture;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Asks all servers all the time whether an application could write to them, and remembers it if two said yes at once. */
final class WritableWatch implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(5);

    /** One answer: the question was sent at {@code asked}, and its answer was there at {@code answered}. */
    private record Seen(Instant asked, Instant answered) {}

    private final Map<LabHost, Seen> writable = new ConcurrentHashMap<>();
    private final Map<LabHost, Thread> threads = new HashMap<>();
    private volatile Optional<String> violation = Optional.empty();
    private volatile boolean stopped;

    WritableWatch(List<LabHost> hosts) {
        for (LabHost host : hosts) {
            Thread thread = new Thread(() -> watch(host), "writable-" + host);
            threads.put(host, thread);
            thread.start();
        }
    }

    private void watch(LabHost host) {
        while (!stopped) {
            try (Sql session = host.app(LIMIT)) {
                while (!stopped) {
                    Instant asked = Instant.now();
                    boolean isWritable =
                            session.value("SELECT @@global.read_only").equals("0");
                    saw(host, isWritable, asked, Instant.now());
                    Until.passed(PAUSE);
                }
            } catch (SQLException e) {
                writable.remove(host);
                Until.passed(PAUSE);
            }
        }
    }

    private synchronized void saw(LabHost host, boolean isWritable, Instant asked, Instant answered) {
        if (!isWritable) {
            writable.remove(host);
            return;
        }
        Optional<Seen> before = Optional.ofNullable(writable.get(host));
        for (Map.Entry<LabHost, Seen> other : writable.entrySet()) {
            // This one could be written to before and after the other could.
            if (!other.getKey().equals(host)
                    && before.filter(mine ->
                                    mine.answered().isBefore(other.getValue().asked()))
                            .isPresent()
                    && other.getValue().answered().isBefore(asked)) {
                violation = Optional.of(other.getKey() + " and " + host + " could both be written to at "
                        + other.getValue().asked());
            }
        }
        writable.put(host, new Seen(asked, answered));
    }

    /** Which two could be written to at the same time, if ever. */
    Optional<String> violation() {
        return violation;
    }

    @Override
    public void close() {
        stopped = true;
        threads.values().forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}

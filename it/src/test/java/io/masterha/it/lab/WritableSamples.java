package io.masterha.it.lab;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Asks every server all the time whether applications may write there: never may two say so at the same time. */
public final class WritableSamples implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(2);
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /**
     * One server said all the time that it takes writes.
     *
     * @param from when the first of these answers was there
     * @param to when the last of these questions was asked: for certain it took writes up to then
     */
    public record Span(LabHost server, Instant from, Instant to) {
        private boolean overlaps(Span other) {
            return !server.equals(other.server) && from.isBefore(other.to) && other.from.isBefore(to);
        }
    }

    private final ConcurrentLinkedQueue<Span> spans = new ConcurrentLinkedQueue<>();
    private final AtomicLong samples = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private WritableSamples() {}

    /** Begins to ask. */
    public static WritableSamples of(List<LabHost> servers) {
        WritableSamples made = new WritableSamples();
        for (LabHost server : servers) {
            Thread thread = new Thread(() -> made.ask(server), "lab-samples-" + server);
            made.threads.add(thread);
            thread.start();
        }
        return made;
    }

    private void ask(LabHost server) {
        while (!stopped) {
            try (Sql session = server.app(LIMIT)) {
                ask(server, session);
            } catch (SQLException e) {
                Until.passed(Duration.ofMillis(10));
            }
        }
    }

    private void ask(LabHost server, Sql session) throws SQLException {
        Optional<Span> span = Optional.empty();
        try {
            while (!stopped) {
                Instant asked = Instant.now();
                boolean writable = session.value("SELECT @@global.read_only").equals("0");
                samples.incrementAndGet();
                if (!writable) {
                    span.ifPresent(spans::add);
                    span = Optional.empty();
                } else if (span.isPresent()) {
                    span = Optional.of(new Span(server, span.get().from(), asked));
                } else {
                    Instant now = Instant.now();
                    span = Optional.of(new Span(server, now, now));
                }
                Until.passed(PACE);
            }
        } finally {
            span.ifPresent(spans::add);
        }
    }

    /** Ends it; two servers that took writes at the same time. */
    public List<Span> overlaps() {
        close();
        List<Span> all = List.copyOf(spans);
        return all.stream()
                .filter(span -> all.stream().anyMatch(span::overlaps))
                .toList();
    }

    /** Who took writes, one after the other. */
    public List<Span> spans() {
        return List.copyOf(spans);
    }

    public long count() {
        return samples.get();
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

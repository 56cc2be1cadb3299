package io.masterha.it.lab;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * An application that inserts one row after the other into {@code lab.acks}, on whichever server lets it, and remembers
 * every row that the server acknowledged.
 */
public final class Writer implements AutoCloseable {
    /** A row that the application was told is safe. */
    public record Ack(long id, Instant at, LabHost server) {}

    private static final Duration PACE = Duration.ofMillis(3);
    private static final long ENOUGH = 50;
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private final List<LabHost> servers;
    private final List<String> addresses;
    private final ConcurrentLinkedQueue<Ack> acks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile String trouble = "none";

    private Writer(List<LabHost> servers, List<String> addresses) {
        this.servers = servers;
        this.addresses = addresses;
        this.thread = new Thread(this::write, "lab-writer");
    }

    /** Writes to whichever server lets it, finding that out by itself. */
    public static Writer start(List<LabHost> servers) {
        return start(servers, servers);
    }

    /**
     * The same among some servers of a lab.
     *
     * @param all in the order of their {@code server_id}
     */
    public static Writer start(List<LabHost> some, List<LabHost> all) {
        return start(some.get(0), all, some.stream().map(LabHost::endpoint).toList());
    }

    /**
     * Writes through one address, whichever of the servers has it. While it has no connection it begins a new one every
     * 20 ms, as the threads of an application do: one that waits for a lost packet does not keep the others waiting.
     */
    public static Writer through(String address, List<LabHost> servers) {
        return start(servers.get(0), servers, List.of(address));
    }

    /** Makes the table on the first server and begins to write; returns after the first acknowledged row. */
    private static Writer start(LabHost source, List<LabHost> servers, List<String> addresses) {
        source.run("CREATE TABLE IF NOT EXISTS lab.acks (id BIGINT PRIMARY KEY, made_on INT NOT NULL,"
                + " note VARCHAR(100) NOT NULL) ENGINE=InnoDB");
        Writer writer = new Writer(List.copyOf(servers), List.copyOf(addresses));
        writer.thread.start();
        try {
            writer.awaitAckAfter(Instant.EPOCH, Duration.ofSeconds(30));
            return writer;
        } catch (AssertionError e) {
            // Another lab may get the same addresses: it would write there.
            writer.stop();
            throw e;
        }
    }

    private void write() {
        long id = 0;
        while (!stopped) {
            Optional<Opened> found = findWritable();
            if (found.isEmpty()) {
                continue;
            }
            try (Sql session = found.get().session()) {
                while (!stopped) {
                    id++;
                    // A row without an answer may be there or not: its number is never used again.
                    session.run("INSERT INTO lab.acks VALUES (" + id + ", @@server_id, REPEAT('x', " + id % 100 + "))");
                    acks.add(new Ack(id, Instant.now(), found.get().server()));
                    Until.passed(PACE);
                }
            } catch (SQLException e) {
                trouble = found.get().server() + ": " + e.getMessage();
            }
        }
    }

    private record Opened(LabHost server, Sql session) {}

    /** Asks all addresses at once: a silent one must not delay the finding of another. */
    private Optional<Opened> findWritable() {
        CompletableFuture<Opened> first = new CompletableFuture<>();
        for (String address : addresses) {
            new Thread(() -> seek(address, first), "lab-writer-seeks-" + address).start();
        }
        for (int waited = 1; !stopped && !first.isDone(); waited++) {
            Until.passed(Duration.ofMillis(2));
            if (addresses.size() == 1 && waited % 10 == 0) {
                new Thread(() -> attempt(addresses.get(0), first), "lab-writer-tries").start();
            }
        }
        first.cancel(false);
        return first.isCancelled() ? Optional.empty() : Optional.of(first.join());
    }

    /** Where there are several addresses, on one connection each as long as it lasts: seventeen servers feel new ones. */
    private void seek(String address, CompletableFuture<Opened> first) {
        while (!first.isDone() && !stopped) {
            if (addresses.size() == 1) {
                attempt(address, first);
            } else {
                stay(address, first);
            }
            Until.passed(Duration.ofMillis(10));
        }
    }

    private void attempt(String address, CompletableFuture<Opened> first) {
        try {
            Opened opened = open(address);
            if (!isTaken(opened, first)) {
                opened.session().close();
            }
        } catch (SQLException e) {
            trouble = address + ": " + e.getMessage();
        }
    }

    /** Asks until it is writable, somebody has found another, or the connection breaks. */
    private void stay(String address, CompletableFuture<Opened> first) {
        try {
            Opened opened = open(address);
            boolean isTaken = false;
            try {
                while (!isTaken && !first.isDone() && !stopped) {
                    isTaken = isTaken(opened, first);
                    if (!isTaken) {
                        Until.passed(Duration.ofMillis(10));
                    }
                }
            } finally {
                if (!isTaken) {
                    opened.session().close();
                }
            }
        } catch (SQLException e) {
            trouble = address + ": " + e.getMessage();
        }
    }

    private Opened open(String address) throws SQLException {
        Sql session = Sql.connect(address, "app", "apppw", LIMIT, LIMIT);
        return new Opened(servers.get(Integer.parseInt(session.value("SELECT @@server_id")) - 1), session);
    }

    private static boolean isTaken(Opened opened, CompletableFuture<Opened> first) throws SQLException {
        return opened.session().value("SELECT @@global.read_only").equals("0") && first.complete(opened);
    }

    /** Waits until a row is acknowledged that was sent after this moment; that row. */
    public Ack awaitAckAfter(Instant moment, Duration limit) {
        Until.holds("a row is acknowledged", limit, () -> ackAfter(moment).isPresent(), () -> "last error " + trouble);
        return ackAfter(moment).orElseThrow();
    }

    /** Lets it write for a while, and for longer on a slow machine: until there are a few rows, at most {@link #ENOUGH}. */
    public void writesFor(Duration duration) {
        long enough = acks.size() + Math.min(ENOUGH, duration.toMillis() / 20);
        awaitAckAfter(Instant.now().plus(duration), duration.plusSeconds(20));
        Until.holds(
                "it has written a while",
                Duration.ofSeconds(60),
                () -> acks.size() >= enough,
                () -> acks.size() + " of " + enough + " rows, last error " + trouble);
    }

    private Optional<Ack> ackAfter(Instant moment) {
        return acks.stream().filter(a -> a.at().isAfter(moment)).findFirst();
    }

    /** Everything acknowledged up to now, in order. */
    public List<Ack> acks() {
        return List.copyOf(acks);
    }

    public Set<Long> acknowledgedIds() {
        return acks.stream().map(Ack::id).collect(Collectors.toSet());
    }

    /** How long applications could not write: from the last row before the moment to the first on another server. */
    public Duration outage(Instant kill) {
        List<Ack> all = acks();
        LabHost before = all.stream()
                .filter(a -> a.at().isBefore(kill.plusMillis(50)))
                .reduce((a, b) -> b)
                .orElseThrow()
                .server();
        Ack first = all.stream()
                .filter(a -> a.at().isAfter(kill) && !a.server().equals(before))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row was acknowledged by another server than " + before));
        return Duration.between(kill, first.at());
    }

    /** The longest time between two acknowledged rows. */
    public Duration longestGap() {
        return longestGap(Instant.MIN, Instant.MAX);
    }

    /** The same of the rows acknowledged between two moments. */
    public Duration longestGap(Instant from, Instant to) {
        List<Ack> all = acks().stream()
                .filter(ack -> !ack.at().isBefore(from) && !ack.at().isAfter(to))
                .toList();
        Duration longest = Duration.ZERO;
        for (int i = 1; i < all.size(); i++) {
            Duration gap = Duration.between(all.get(i - 1).at(), all.get(i).at());
            longest = gap.compareTo(longest) > 0 ? gap : longest;
        }
        return longest;
    }

    @Override
    public void close() {
        stop();
    }

    /** Stops writing; returns when the last insert is answered. */
    public void stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

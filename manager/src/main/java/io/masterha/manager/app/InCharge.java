package io.masterha.manager.app;

import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether this manager is the one that acts, asked right before an effect that cannot be taken back.
 *
 * <p>A manager that stood still for long (a paused machine, a long collection of garbage) may have lost its sessions and
 * with them the lock. An answer that took long says nothing about now, so it is asked for again.
 */
final class InCharge {
    /** From asking to the answer, by either clock; a paused machine shows in the one that goes on. */
    static final Duration FRESH = Duration.ofSeconds(2);

    private static final int MOST_ATTEMPTS = 5;

    private final World world;
    private final Consumer<List<ServerId>> check;

    /** @param check throws a Problem if another manager has the lock on one of these servers */
    InCharge(World world, Consumer<List<ServerId>> check) {
        this.world = world;
        this.check = check;
    }

    /** @throws io.masterha.binlog.Problem if another manager may act */
    void require(List<ServerId> servers) {
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            Clocks begin = Clocks.of(world);
            check.accept(servers);
            Duration took = begin.until(Clocks.of(world));
            if (took.compareTo(FRESH) <= 0) {
                return;
            }
            world.story()
                    .warn(
                            "lock",
                            Optional.empty(),
                            "it took " + took.toMillis() + " ms to ask who has the lock: asking again");
        }
    }

    private record Clocks(long nanos, long millis) {
        static Clocks of(World world) {
            return new Clocks(world.time().nanos(), world.time().now().toEpochMilli());
        }

        Duration until(Clocks later) {
            Duration monotonic = Duration.ofNanos(later.nanos - nanos);
            Duration wall = Duration.ofMillis(later.millis - millis);
            return monotonic.compareTo(wall) > 0 ? monotonic : wall;
        }
    }
}

package io.masterha.manager.app;

import io.masterha.binlog.Problem;
import io.masterha.manager.execute.ExecuteError;
import io.masterha.manager.port.Story;
import io.masterha.manager.port.Time;
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
public final class InCharge {
    /** From asking to the answer, by either clock; a paused machine shows in the one that goes on. */
    static final Duration FRESH = Duration.ofSeconds(2);

    private static final int MOST_ATTEMPTS = 3;

    private final Time time;
    private final Story story;
    private final Consumer<List<ServerId>> check;

    /** @param check throws a Problem if another manager has the lock on one of these servers */
    public InCharge(Time time, Story story, Consumer<List<ServerId>> check) {
        this.time = time;
        this.story = story;
        this.check = check;
    }

    /** @throws io.masterha.binlog.Problem if another manager may act */
    public void require(List<ServerId> servers) {
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            Clocks begin = Clocks.of(time);
            check.accept(servers);
            Duration took = begin.until(Clocks.of(time));
            if (took.compareTo(FRESH) <= 0) {
                return;
            }
            story.warn(
                    "lock",
                    Optional.empty(),
                    "it took " + took.toMillis() + " ms to ask who has the lock: asking again");
        }
        throw Problem.of(ExecuteError.LOCK_LOST, "no fresh answer to the question who has the failover lock")
                .why("it was asked for " + MOST_ATTEMPTS + " times, and took more than " + FRESH.toSeconds()
                        + " s each time: the manager or a server stands still again and again")
                .next("look at the load of the manager's host and of " + servers
                        + ", then masterha-manager --conf=FILE --resume");
    }
}

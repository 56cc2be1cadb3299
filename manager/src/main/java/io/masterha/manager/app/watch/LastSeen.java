package io.masterha.manager.app.watch;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.WitnessStore;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Witness;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks the source after every ping where its history ends, and keeps the lock that tells other managers to stay away.
 *
 * <p>Beside the watch, not within it: while a full disk or a missing acknowledgement holds up its commits, a source may
 * not say where its binary log ends, and the next ping must not wait for that.
 */
final class LastSeen {
    /** The first answer is waited for: no manager watches what another one watches. */
    private static final Duration FIRST = Duration.ofSeconds(5);
    /**
     * After a question that did not come back the next ones are rarer and rarer: each may leave a session behind that waits
     * on the server until its disk has room again.
     */
    private static final Duration MOST_REST = Duration.ofMinutes(5);

    private final World world;
    private final ServerId source;
    private final WitnessedFloor floor;
    private Optional<Future<Optional<Problem>>> asked = Optional.empty();
    private final AtomicInteger unanswered = new AtomicInteger();
    private long askedNanos;

    LastSeen(World world, ServerId source, WitnessStore store) {
        this.world = world;
        this.source = source;
        this.floor = new WitnessedFloor(world.time(), world.story(), store, source);
    }

    /** What was seen of it at the last look; empty if it was never seen. */
    Optional<Witness> floor() {
        return floor.last();
    }

    /**
     * Asks once more, if the last question has come back.
     *
     * @throws Problem if another manager holds the lock
     */
    void refresh() {
        Duration wait = Duration.ZERO;
        if (asked.isEmpty()) {
            start();
            wait = FIRST;
        }
        Optional<Optional<Problem>> answer = Workers.within(asked.orElseThrow(), wait);
        answer.flatMap(problem -> problem).ifPresent(locked -> {
            throw locked;
        });
        if (answer.isPresent() && wait.isZero() && world.time().nanos() - askedNanos >= rest().toNanos()) {
            start();
        }
    }

    private void start() {
        askedNanos = world.time().nanos();
        asked = Optional.of(world.workers().start(this::ask));
    }

    private Duration rest() {
        Duration rest =
                unanswered.get() == 0 ? Duration.ZERO : Duration.ofSeconds(10L << Math.min(unanswered.get(), 5));
        return rest.compareTo(MOST_REST) < 0 ? rest : MOST_REST;
    }

    private Optional<Problem> ask() {
        try {
            floor.look(world.servers().session(source));
            unanswered.set(0);
            if (!world.servers().session(source).holdsLock(Monitor.LOCK)
                    && !world.servers()
                            .session(source)
                            .lock(Monitor.LOCK, world.limits().lock())) {
                return Optional.of(Problem.of(AppError.LOCKED, source + ": another manager watches it")
                        .why(Monitor.LOCK + " is taken on the source")
                        .next("SELECT IS_USED_LOCK('" + Monitor.LOCK + "') on " + source + " shows its connection"));
            }
        } catch (Problem problem) {
            unanswered.incrementAndGet();
            // The next ping judges whether the source still answers; this was only a question about its position.
        }
        return Optional.empty();
    }
}

package io.masterha.manager.app.switchover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.FailoverLocks;
import io.masterha.manager.app.World;
import io.masterha.manager.app.watch.Monitor;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** MHA's locks around a switchover: the monitor's on the source says whether a manager runs, the failover's is held. */
final class SwitchoverLocks {
    /** Stages follow each other within milliseconds while writes are stopped. */
    private static final Duration TRUSTED = Duration.ofSeconds(1);

    private final World world;
    private final FailoverLocks replicas;
    private Optional<ServerId> watched = Optional.empty();
    private long checkedAt;

    SwitchoverLocks(World world) {
        this.world = world;
        this.replicas = new FailoverLocks(world);
    }

    /** @throws Problem LOCKED if a manager watches, or another operation runs; or if a server does not answer */
    void take(ServerId source, List<ServerId> others) {
        if (!world.servers().session(source).lock(Monitor.LOCK, Duration.ZERO)) {
            throw Problem.of(AppError.LOCKED, source + ": a manager watches it")
                    .why("another connection holds " + Monitor.LOCK)
                    .next("stop it with masterha-stop --conf=FILE, then switch");
        }
        watched = Optional.of(source);
        Map<ServerId, String> silent = replicas.take(others);
        if (!silent.isEmpty()) {
            throw Problem.of(AppError.REPLICA_NOT_READY, "not every replica answers")
                    .why(silent.toString())
                    .next("mend it, or take it out of the configuration");
        }
        checkedAt = world.time().nanos();
    }

    /** @throws Problem LOCKED if somebody else has a lock now that a broken connection has cost */
    void check(String journal) {
        if (world.time().nanos() - checkedAt > TRUSTED.toNanos()) {
            replicas.check(Set.of(), journal);
            checkedAt = world.time().nanos();
        }
    }

    /** Before an effect that cannot be taken back: now, however fresh the last answer is. */
    void check(List<ServerId> some, String journal) {
        replicas.checkOneByOne(some, Set.of(), journal);
        checkedAt = world.time().nanos();
    }

    void release() {
        replicas.release();
        if (watched.isPresent()) {
            try {
                world.servers().session(watched.get()).unlock(Monitor.LOCK);
            } catch (Problem problem) {
                world.story().warn("done", watched, "lock not released: " + problem.getMessage());
            }
        }
    }
}

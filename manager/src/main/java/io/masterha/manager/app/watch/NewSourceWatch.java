package io.masterha.manager.app.watch;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.app.fence.NewSourceSight;
import io.masterha.manager.detect.MonitorState;
import io.masterha.manager.detect.Verdict;
import io.masterha.manager.port.WitnessStore;
import io.masterha.manager.port.Witnesses;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Optional;

/**
 * Watches a server that a failover has opened, beside the failover, by the rules of the detection.
 *
 * <p>Once it is dead nobody waits for it any more: whatever the failover was asking it ends at once, and its own failover
 * need not look again.
 */
public final class NewSourceWatch implements NewSourceSight {
    private final World world;
    private final Witnesses witnesses;
    private final Cluster cluster;
    private final WatchPolicy policy;
    private volatile Optional<Watched> watched = Optional.empty();

    /** @param cluster the servers that may see it: without the one that it replaces */
    public NewSourceWatch(World world, Witnesses witnesses, Cluster cluster, WatchPolicy policy) {
        this.world = world;
        this.witnesses = witnesses;
        this.cluster = cluster;
        this.policy = policy;
    }

    @Override
    public synchronized void begin(ServerId opened, long serverId) {
        if (watched(opened).isPresent()) {
            return;
        }
        end();
        Watched begun = new Watched(opened, serverId);
        watched = Optional.of(begun);
        world.workers().beside(begun::untilDead);
    }

    @Override
    public Optional<FailedSource> dead(ServerId opened) {
        return watched(opened).flatMap(w -> w.dead);
    }

    @Override
    public Optional<FailedSource> settled(ServerId opened) {
        long begin = world.time().nanos();
        Duration longest = policy.worstCase(world.limits()).of(Verdict.HOST_GONE);
        while (watched(opened).filter(w -> w.isInDoubt(begin)).isPresent()
                && world.time().nanos() - begin < longest.toNanos()) {
            world.time().sleep(world.limits().poll());
        }
        return dead(opened);
    }

    private Optional<Watched> watched(ServerId id) {
        return watched.filter(w -> w.id.equals(id));
    }

    @Override
    public synchronized void end() {
        watched.ifPresent(w -> w.isEnded = true);
    }

    /** One server, from the moment when it is opened. */
    private final class Watched {
        private final ServerId id;
        private final Monitor monitor;
        private volatile boolean isEnded;
        private volatile Optional<FailedSource> dead = Optional.empty();
        /** When it answered last. */
        private volatile long answeredNanos = Long.MIN_VALUE;

        Watched(ServerId id, long serverId) {
            this.id = id;
            // The last look at the failed source stays in the store: a manager that is started later needs that.
            this.monitor = new Monitor(
                    world.telling(new Doubts(world.story())),
                    witnesses,
                    cluster,
                    id,
                    serverId,
                    policy,
                    WitnessStore.NONE,
                    this::saw);
        }

        private void saw(MonitorState state) {
            if (state == MonitorState.WATCHING) {
                answeredNanos = world.time().nanos();
            }
        }

        void untilDead() {
            try {
                Optional<FailedSource> found = monitor.untilDeadOr(() -> isEnded);
                if (found.isPresent()) {
                    world.servers().giveUp(id);
                    dead = found;
                }
            } catch (RuntimeException fault) {
                // The failover asks for itself then; or it has ended, and its workers with it.
                if (!isEnded) {
                    String why = fault instanceof Problem problem ? problem.sentence() : fault.toString();
                    world.story().warn("watch", Optional.of(id), "it is not watched any more: " + why);
                }
            } finally {
                isEnded = true;
            }
        }

        boolean isInDoubt(long sinceNanos) {
            return !isEnded && answeredNanos < sinceNanos;
        }
    }
}

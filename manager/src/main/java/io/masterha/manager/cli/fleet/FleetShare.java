package io.masterha.manager.cli.fleet;

import io.masterha.manager.adapter.SystemTime;
import io.masterha.manager.cli.manage.DeadSource;
import io.masterha.manager.detect.Brake;
import io.masterha.manager.execute.SharedPool;
import io.masterha.manager.port.Story;
import io.masterha.manager.port.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** What the clusters of a directory share: threads, the brake, the log of the process, and how many check at once. */
final class FleetShare {
    /** Jobs side by side; what is asked of one cluster takes up to ten at a time while its source is suspected. */
    private static final int THREADS = 512;
    /** A check connects to every server and host of a cluster: 500 at once would be slower for all. */
    private static final int CHECKS = 24;
    /** Two pings of the usual interval: by then a silence that is everywhere has been noticed everywhere. */
    private static final Duration COUNT_FOR = Duration.ofSeconds(6);

    private final Time time = new SystemTime();
    private final SharedPool pool = new SharedPool(THREADS);
    private final Semaphore checks = new Semaphore(CHECKS);
    private final Turns turns;
    private final Story story;
    private volatile boolean ends;
    private final AtomicBoolean isMassReported = new AtomicBoolean();

    FleetShare(Brake brake, Story story) {
        this.turns = new Turns(brake, time, COUNT_FOR);
        this.story = story;
    }

    Time time() {
        return time;
    }

    SharedPool pool() {
        return pool;
    }

    Turns turns() {
        return turns;
    }

    Story story() {
        return story;
    }

    /** @param wanted throws when it is not wanted any more, while it is waited for */
    <T> T oneOfFew(Supplier<T> work, Runnable wanted) {
        try {
            while (!checks.tryAcquire(1, TimeUnit.SECONDS)) {
                wanted.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a check", e);
        }
        try {
            return work.get();
        } finally {
            checks.release();
        }
    }

    /** Once for each mass failure, by the first cluster that is held up. */
    void reportMass(DeadSource dead, Brake.Answer answer) {
        if (isMassReported.compareAndSet(false, true)) {
            dead.report("masterha: mass failure, no failover begins", answer.because() + "\n");
        }
    }

    /** It is over; the next one is reported again. */
    void massIsOver() {
        isMassReported.set(false);
    }

    /** The process ends: nothing is watched any more. */
    void end() {
        ends = true;
    }

    boolean isEnding() {
        return ends;
    }

    /** The manager of this cluster has ended. */
    void ended(FleetCluster cluster, String sentence) {
        if (ends) {
            return;
        }
        String next =
                switch (cluster.end()) {
                    case BROKEN -> "; it is tried again in " + Fleet.AGAIN.toSeconds() + " s, or when its file changes";
                    case DONE ->
                        "; it is not watched any more; touch " + cluster.file()
                                + " lets it be watched again (--keep-watching goes on by itself)";
                    case STOPPED -> "; it is not watched any more";
                    case NONE -> "";
                };
        story.warn("cluster", Optional.empty(), cluster.name() + ": " + sentence + next);
    }
}

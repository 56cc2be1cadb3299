package io.masterha.manager.cli.fleet;

import io.masterha.manager.detect.Brake;
import io.masterha.manager.port.Time;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** How the clusters of one manager fare, and whose turn it is to fail over; may be used by many threads. */
public final class Turns {
    private final Brake brake;
    private final Time time;
    private final Duration countFor;
    private final Set<String> watched = new HashSet<>();
    private final Set<String> silent = new HashSet<>();
    private final Set<String> running = new HashSet<>();
    /** Those that wait, in the order in which they came, with the time since when. */
    private final Map<String, Long> waiting = new LinkedHashMap<>();
    /** Counts what may let a waiting one go. */
    private long news;

    /** @param countFor how long it takes until clusters that fail together are noticed */
    public Turns(Brake brake, Time time, Duration countFor) {
        this.brake = brake;
        this.time = time;
        this.countFor = countFor;
    }

    /** A look at the source of this cluster had this result. */
    public synchronized void saw(String cluster, boolean looksDead) {
        watched.add(cluster);
        if (looksDead) {
            silent.add(cluster);
        } else if (silent.remove(cluster)) {
            tell();
        }
    }

    /** What {@link #awaitNews} is told: read before asking, so that nothing is missed in between. */
    public synchronized long news() {
        return news;
    }

    /** Waits until something has happened since that may let somebody go, or until the limit passes. */
    public synchronized void awaitNews(long since, Duration limit) {
        long until = time.nanos() + limit.toNanos();
        try {
            for (long left = limit.toMillis(); news == since && left > 0; left = (until - time.nanos()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a turn", e);
        }
    }

    private void tell() {
        news++;
        notifyAll();
    }

    /** This cluster is not watched any more. */
    public synchronized void leaves(String cluster) {
        watched.remove(cluster);
        silent.remove(cluster);
        waiting.remove(cluster);
        running.remove(cluster);
        tell();
    }

    /** Asks for a failover of a cluster whose source is dead; who may not go is in the queue until it does or gives way. */
    public synchronized Brake.Answer ask(String cluster) {
        return ask(cluster, brake);
    }

    /** The same for a failover that an earlier manager left in the middle. */
    public synchronized Brake.Answer askToGoOn(String cluster) {
        return ask(cluster, brake.forUnfinished());
    }

    private Brake.Answer ask(String cluster, Brake by) {
        watched.add(cluster);
        long since = waiting.computeIfAbsent(cluster, c -> time.nanos());
        boolean counted = time.nanos() - since >= countFor.toNanos();
        int before = 0;
        for (String other : waiting.keySet()) {
            if (other.equals(cluster)) {
                break;
            }
            before++;
        }
        Brake.Answer answer = by.judge(scene(before, counted));
        if (answer.kind() == Brake.Kind.GO) {
            waiting.remove(cluster);
            running.add(cluster);
        }
        return answer;
    }

    /** It does not want to fail over any more, or has done so. */
    public synchronized void ends(String cluster) {
        waiting.remove(cluster);
        running.remove(cluster);
        silent.remove(cluster);
        tell();
    }

    /** How things stand, as for somebody who asked long ago and is the first. */
    public synchronized Brake.Scene scene() {
        return scene(0, true);
    }

    /** Whether the manager suspects itself now. */
    public synchronized boolean isMass() {
        return brake.isMass(scene());
    }

    private Brake.Scene scene(int before, boolean counted) {
        Set<String> dead = new HashSet<>(silent);
        dead.addAll(waiting.keySet());
        dead.addAll(running);
        return new Brake.Scene(watched.size(), dead.size(), running.size(), before, counted);
    }
}

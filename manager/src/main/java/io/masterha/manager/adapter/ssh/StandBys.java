package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.Ready;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that wait on the hosts for requests; without one, a command is started as usual, which takes longer.
 *
 * <p>One for each server: they cost memory on its host. They end with the connection to it, or when they are forgotten.
 */
final class StandBys {
    private static final Logger LOG = LoggerFactory.getLogger(StandBys.class);
    private static final Duration START = Duration.ofSeconds(10);
    /** One that is asked just now is waited for so long: short work ends before another process has started. */
    private static final long TURN_NANOS = Duration.ofMillis(100).toNanos();

    /** A process that waits answers within milliseconds; one that does not is of no use. */
    private static final Duration ANSWER = Duration.ofMillis(500);

    private final Duration stall;
    private final Map<SshConnection, Deque<StandBy>> waiting = new HashMap<>();
    private final Map<SshConnection, Integer> asked = new HashMap<>();

    StandBys(Duration stall) {
        this.stall = stall;
    }

    /** Takes one that was seen to answer just now; it comes back with {@link #giveBack}, or ends with {@link #end}. */
    Optional<StandBy> take(SshConnection host) {
        for (Optional<StandBy> next = nextTurn(host); next.isPresent(); next = nextTurn(host)) {
            StandBy found = next.get();
            if (!found.hasEnded() && found.answers(ANSWER)) {
                return next;
            }
            end(host, found);
        }
        return Optional.empty();
    }

    private Optional<StandBy> nextTurn(SshConnection host) {
        long until = System.nanoTime() + TURN_NANOS;
        synchronized (waiting) {
            Optional<StandBy> next = next(host);
            for (long left = TURN_NANOS;
                    next.isEmpty() && left > 0 && asked.getOrDefault(host, 0) > 0;
                    left = until - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(waiting, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
                next = next(host);
            }
            next.ifPresent(taken -> asked.merge(host, 1, Integer::sum));
            return next;
        }
    }

    /** One that did not answer, or failed in the middle of a request, is not used again. */
    void end(SshConnection host, StandBy taken) {
        taken.close();
        synchronized (waiting) {
            asked.merge(host, -1, Integer::sum);
            waiting.notifyAll();
        }
    }

    /** One that was taken waits again. */
    void giveBack(SshConnection host, StandBy taken) {
        synchronized (waiting) {
            asked.merge(host, -1, Integer::sum);
            add(host, taken);
        }
    }

    /**
     * Has the process that waits on a host lock a server's files there for as long as another process runs on it.
     *
     * @return its answer; empty if none waits there
     */
    Optional<String> hold(SshConnection host, String dataDir, String pid) {
        for (Optional<StandBy> next = next(host); next.isPresent(); next = next(host)) {
            StandBy found = next.get();
            Optional<String> answer = found.hasEnded() ? Optional.empty() : found.hold(dataDir, pid, ANSWER);
            if (answer.isPresent()) {
                add(host, found);
                return answer;
            }
            found.close();
        }
        return Optional.empty();
    }

    /** Whether such a process waits on a host, or can be started there: then it waits from now on. */
    boolean canWait(SshConnection host, String program) {
        Optional<StandBy> found = take(host);
        if (found.isPresent()) {
            giveBack(host, found.get());
            return true;
        }
        StandBy started = new StandBy(host, program, stall, START);
        if (started.answers(START)) {
            add(host, started);
            return true;
        }
        started.close();
        return false;
    }

    private void add(SshConnection host, StandBy standBy) {
        synchronized (waiting) {
            waiting.computeIfAbsent(host, h -> new ArrayDeque<>()).add(standBy);
            waiting.notifyAll();
        }
    }

    private Optional<StandBy> next(SshConnection host) {
        synchronized (waiting) {
            return Optional.ofNullable(
                    waiting.computeIfAbsent(host, h -> new ArrayDeque<>()).poll());
        }
    }

    /**
     * What waits on a host.
     *
     * @param login the JSON with which it logs in to the server there, if it is to be warmed
     */
    record Waiting(String program, Optional<String> login) {}

    /** Keeps such a process waiting on each host, until the result is closed; those that wait then go on waiting. */
    Ready keep(Map<SshConnection, Waiting> programs) {
        return Caretakers.lookAfter(programs.entrySet(), each -> lookAfter(each.getKey(), each.getValue()));
    }

    private void lookAfter(SshConnection host, Waiting wanted) {
        try {
            Optional<StandBy> found = take(host);
            StandBy standBy = found.isPresent() ? found.get() : new StandBy(host, wanted.program(), stall, START);
            wanted.login().ifPresent(standBy::warmOnce);
            if (found.isPresent()) {
                giveBack(host, standBy);
            } else {
                add(host, standBy);
            }
        } catch (Problem | IllegalArgumentException problem) {
            // Nothing depends on it but speed; that the host does not answer is somebody else's to tell.
            LOG.debug("no stand-by on {}", host.describe(), problem);
        }
    }
}

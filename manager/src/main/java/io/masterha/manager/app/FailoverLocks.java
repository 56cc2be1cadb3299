package io.masterha.manager.app;

import io.masterha.binlog.Problem;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** MHA's advisory lock on every replica that answers: it keeps a second manager, ours or an original, from acting. */
public final class FailoverLocks {
    /** MHA's name, so that a running original and this one exclude each other. */
    static final String NAME = "MHA_Master_High_Availability_Failover";

    /** Between two stages: what was held when the question was sent so lately is not asked again. */
    private static final Duration TRUSTED = Duration.ofMillis(250);

    private final World world;
    private final Map<ServerId, Clocks> heldAt = new ConcurrentHashMap<>();
    private final List<ServerId> locked = new CopyOnWriteArrayList<>();

    public FailoverLocks(World world) {
        this.world = world;
    }

    /**
     * Takes the lock everywhere.
     *
     * @return the servers that did not answer, with the reason
     * @throws Problem if somebody else holds it on one of them
     */
    public Map<ServerId, String> take(List<ServerId> servers) {
        List<Callable<Optional<Problem>>> jobs = new ArrayList<>();
        servers.forEach(id -> jobs.add(() -> lock(id)));
        List<Optional<Problem>> answers = world.workers().all(jobs);
        Map<ServerId, Problem> problems = new LinkedHashMap<>();
        for (int i = 0; i < servers.size(); i++) {
            ServerId id = servers.get(i);
            answers.get(i).ifPresent(problem -> problems.put(id, problem));
        }
        return silent(problems);
    }

    /**
     * The servers that did not answer, with the reason.
     *
     * @param problems of those where the lock was not had
     * @throws Problem if somebody else holds it on one of them
     */
    public static Map<ServerId, String> silent(Map<ServerId, Problem> problems) {
        Map<ServerId, String> silent = new LinkedHashMap<>();
        problems.forEach((id, problem) -> {
            if (problem.code() == AppError.LOCKED) {
                throw problem;
            }
            silent.put(id, problem.sentence());
        });
        return silent;
    }

    /** Takes it on one server; empty if that has succeeded. */
    public Optional<Problem> lock(ServerId id) {
        Clocks asked = Clocks.of(world.time());
        try {
            if (world.servers().session(id).lock(NAME, world.limits().lock())) {
                locked.add(id);
                heldAt.put(id, asked);
                return Optional.empty();
            }
            return Optional.of(Problem.of(AppError.LOCKED, id + ": the failover lock is taken")
                    .why("another manager, or purge_relay_logs, holds " + NAME)
                    .next("SELECT IS_USED_LOCK('" + NAME + "') on " + id + " shows the connection that holds it"));
        } catch (Problem problem) {
            return Optional.of(problem);
        }
    }

    /**
     * Makes sure before a stage that the lock is still held, or takes it again where a session broke. Each effect that cannot be
     * taken back asks once more for itself ({@link #checkOneByOne}).
     *
     * @param lost servers that do not count any more
     * @throws Problem if another manager has it now
     */
    public void check(Set<ServerId> lost, String journal) {
        Clocks now = Clocks.of(world.time());
        List<ServerId> asked = locked.stream()
                .filter(id -> !lost.contains(id) && !isTrusted(id, now))
                .toList();
        List<Callable<Boolean>> jobs = new ArrayList<>();
        asked.forEach(id -> jobs.add(() -> holds(id)));
        List<Boolean> held = world.workers().all(jobs);
        for (ServerId id : asked) {
            if (!held.get(asked.indexOf(id))) {
                throw lost(id, journal);
            }
        }
    }

    private boolean isTrusted(ServerId id, Clocks now) {
        return Optional.ofNullable(heldAt.get(id))
                .filter(at -> at.until(now).compareTo(TRUSTED) < 0)
                .isPresent();
    }

    /** The same from within a step, which is a worker's job itself, for some of the servers; none stands for all. */
    public void checkOneByOne(List<ServerId> some, Set<ServerId> lost, String journal) {
        locked.stream()
                .filter(id -> !lost.contains(id) && (some.isEmpty() || some.contains(id)))
                .filter(id -> !holds(id))
                .findFirst()
                .ifPresent(id -> {
                    throw lost(id, journal);
                });
    }

    private static Problem lost(ServerId id, String journal) {
        return Problem.of(AppError.LOCKED, id + ": the failover lock is not held any more")
                .why("the session broke and another manager took it")
                .next("make sure that one manager only runs, then masterha-manager --conf=FILE --resume")
                .changed("see " + journal);
    }

    private boolean holds(ServerId id) {
        Clocks asked = Clocks.of(world.time());
        try {
            boolean holds = world.servers().session(id).holdsLock(NAME)
                    || world.servers().session(id).lock(NAME, world.limits().lock());
            if (holds) {
                heldAt.put(id, asked);
            }
            return holds;
        } catch (Problem gone) {
            return true;
        }
    }

    public void release() {
        for (ServerId id : locked) {
            try {
                world.servers().session(id).unlock(NAME);
            } catch (Problem problem) {
                world.story().warn("done", Optional.of(id), "lock not released: " + problem.getMessage());
            }
        }
    }
}

package io.masterha.manager.app.check;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the checks have to say; several may speak at once. */
public final class Found {
    private final Set<ServerId> tolerated;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();
    private final Map<ServerId, HostSight> hosts = new HashMap<>();

    /** @param tolerated servers whose own problems are only warnings: a failover may go on without them */
    public Found(Set<ServerId> tolerated) {
        this.tolerated = Set.copyOf(tolerated);
    }

    /** A problem of one server, which may be one that does not count. */
    public void problem(ServerId id, Problem problem) {
        if (tolerated.contains(id)) {
            warn(problem.sentence() + " (ignored: ignore_fail=1)");
        } else {
            problem(problem);
        }
    }

    /** The same in words. */
    public void problem(ServerId id, String what, String why, String next) {
        problem(id, Problem.of(AppError.PREFLIGHT_FAILED, what).why(why).next(next));
    }

    /** Something that must be mended before watching makes sense. */
    public void problem(String what, String why, String next) {
        problem(Problem.of(AppError.PREFLIGHT_FAILED, what).why(why).next(next));
    }

    public synchronized void problem(Problem problem) {
        problems.add(problem);
    }

    /** Something that weakens the guarantee. */
    public synchronized void warn(String sentence) {
        warnings.add(sentence);
    }

    public synchronized void fact(String sentence) {
        facts.add(sentence);
    }

    /** What a look at a host showed: nobody has to look again, and no host is asked for a login that it has refused. */
    synchronized void host(ServerId id, HostSight sight) {
        hosts.put(id, sight);
    }

    synchronized Optional<HostSight> host(ServerId id) {
        return Optional.ofNullable(hosts.get(id));
    }

    public synchronized List<Problem> problems() {
        return new ArrayList<>(problems);
    }

    public synchronized List<String> warnings() {
        return new ArrayList<>(warnings);
    }

    public synchronized List<String> facts() {
        return new ArrayList<>(facts);
    }
}

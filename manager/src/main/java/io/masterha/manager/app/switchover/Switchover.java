package io.masterha.manager.app.switchover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.FailoverLocks;
import io.masterha.manager.app.InCharge;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.SwitchoverReport;
import io.masterha.manager.plan.Phase;
import io.masterha.manager.plan.SwitchoverOrder;
import io.masterha.manager.plan.SwitchoverPlanner;
import io.masterha.manager.plan.SwitchoverPlans;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.TopologyText;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Makes another server the source while all of them live: check, lock, ask, plan, run, report. If a step fails before the
 * new source is opened, everything is put back. Started again after a crash, it finishes or puts back.
 */
public final class Switchover {
    /** Fact: the order in its text form. */
    public static final String ORDER = "order";

    private final World world;
    private final Cluster cluster;
    private final SwitchoverRequest request;

    /** What a switchover would do now. */
    public record Preview(SwitchoverPlans plans, Topology topology, String because) {}

    public Switchover(World world, Cluster cluster, SwitchoverRequest request) {
        this.world = world.within(world.limits().withCatchUp(request.catchUp()));
        this.cluster = cluster;
        this.request = request;
    }

    /**
     * Checks only; changes nothing.
     *
     * @return the plans; empty if there are problems
     */
    public Optional<Preview> preview() {
        SwitchoverChecks.Findings found = look();
        return found.ready()
                .map(ready -> new Preview(
                        SwitchoverPlanner.plan(ready.topology(), ready.order()), ready.topology(), ready.because()));
    }

    /**
     * Runs to an end: never throws a Problem, the report carries it.
     *
     * @param agreed asked once, before anything is changed, with what would be done
     * @param calledOff whether the operator wants it to stop; heeded until the new source is opened
     */
    public SwitchoverReport run(Function<Preview, Boolean> agreed, BooleanSupplier calledOff) {
        Journal journal = Journal.ofRepeatableSteps(world.journalStore(), world.time());
        if (journal.isUnfinished()) {
            return resume(journal);
        }
        SwitchoverLocks locks = new SwitchoverLocks(world);
        try {
            return begin(journal, locks, agreed, calledOff);
        } catch (RuntimeException fault) {
            Problem problem = AppError.asProblem(fault);
            world.story().warn("stopped", Optional.empty(), problem.sentence());
            return SwitchoverRun.refused(cluster.application(), problem.sentence(), journal);
        } finally {
            locks.release();
        }
    }

    /** Finishes or puts back what an earlier run left; changes nothing if there is no such thing. */
    public Optional<SwitchoverReport> recover() {
        Journal journal = Journal.ofRepeatableSteps(world.journalStore(), world.time());
        return journal.isUnfinished() ? Optional.of(resume(journal)) : Optional.empty();
    }

    private SwitchoverReport begin(
            Journal journal, SwitchoverLocks locks, Function<Preview, Boolean> agreed, BooleanSupplier calledOff) {
        world.story().tell(Phase.CHECK.number(), Optional.empty(), Phase.CHECK.beginning());
        SwitchoverChecks.Ready ready = required(look());
        world.story().tell(Phase.CHECK.number(), Optional.empty(), Phase.CHECK.end());
        Topology topology = ready.topology();
        locks.take(
                topology.source().id(),
                topology.replicas().stream().map(r -> r.id()).toList());
        SwitchoverPlans plans = SwitchoverPlanner.plan(topology, ready.order());
        if (!agreed.apply(new Preview(plans, topology, ready.because()))) {
            throw Problem.of(AppError.CALLED_OFF, "the switchover was called off");
        }
        closeTables(ready);
        prepare(ready.order());
        Runnable stageCheck = () -> {
            locks.check(journal.location());
            if (calledOff.getAsBoolean()) {
                throw Problem.of(AppError.CALLED_OFF, "the switchover was called off by a signal");
            }
        };
        journal.begin(cluster.application(), topology.source(), List.of());
        journal.put(ORDER, ready.order().format());
        journal.planned(TopologyText.format(topology), plans.format(), ready.because());
        world.story().tell("plan", Optional.of(ready.order().newSource()), ready.because());
        return new SwitchoverRun(world, cluster, topology, ready.order(), journal)
                .run(
                        stageCheck,
                        new InCharge(world.time(), world.story(), ids -> locks.check(ids, journal.location())));
    }

    private SwitchoverChecks.Findings look() {
        SwitchoverChecks.Findings found = new SwitchoverChecks(world, cluster, request).check();
        found.warnings().forEach(warning -> world.story().warn("check", Optional.empty(), warning));
        found.problems().forEach(problem -> world.story().warn("check", Optional.empty(), problem.sentence()));
        found.ready().ifPresent(ready -> TopologyText.format(ready.topology())
                .forEach(line -> world.story().tell("check", Optional.empty(), line)));
        return found;
    }

    private static SwitchoverChecks.Ready required(SwitchoverChecks.Findings found) {
        return found.ready().orElseThrow(() -> {
            Problem first = found.problems().isEmpty()
                    ? Problem.of(AppError.TOPOLOGY_UNSUITABLE, "there is no replica")
                    : found.problems().get(0);
            return found.problems().size() < 2
                    ? first
                    : Problem.of(AppError.PREFLIGHT_FAILED, found.problems().size() + " problems forbid the switchover")
                            .why(first.what() + " and others")
                            .next("mend what the log names, then switch again");
        });
    }

    /** If the new source dies after its address script was called, its log tells whether it had taken writes. */
    private void prepare(SwitchoverOrder order) {
        if (!order.movesAddress()) {
            return;
        }
        try {
            world.nodes().prepare(order.newSource());
        } catch (Problem problem) {
            world.story()
                    .warn(
                            "check",
                            Optional.of(order.newSource()),
                            "if it died in the middle, its log could not be read: " + problem.sentence());
        }
    }

    /** Costs the applications nothing if it is refused or takes too long: then the lock takes a little longer. */
    private void closeTables(SwitchoverChecks.Ready ready) {
        if (!request.closeTables() || !ready.order().locksTables()) {
            return;
        }
        try {
            world.servers()
                    .session(ready.topology().source().id())
                    .writes()
                    .closeTables(world.limits().block());
        } catch (Problem problem) {
            world.story().warn("check", Optional.empty(), "tables were not closed: " + problem.getMessage());
        }
    }

    private SwitchoverReport resume(Journal journal) {
        world.story().warn("resume", Optional.empty(), "an earlier switchover was interrupted: " + journal.location());
        Topology topology = journal.topology();
        SwitchoverOrder order = journal.read(ORDER, SwitchoverOrder::parse);
        SwitchoverRun run = new SwitchoverRun(world, cluster, topology, order, journal);
        FailoverLocks locks = new FailoverLocks(world);
        try {
            // Who does not answer is dealt with on the way.
            locks.take(topology.replicas().stream().map(r -> r.id()).toList());
            return run.resume();
        } catch (Problem problem) {
            if (problem.code() != AppError.LOCKED) {
                throw problem;
            }
            return run.stuck("an interrupted switchover is not touched: " + problem.sentence());
        } finally {
            locks.release();
        }
    }
}

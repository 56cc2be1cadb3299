package io.masterha.manager.app.switchover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.InCharge;
import io.masterha.manager.app.RunContext;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.PlanRunner;
import io.masterha.manager.execute.SwitchoverReport;
import io.masterha.manager.execute.SwitchoverReport.Outcome;
import io.masterha.manager.plan.Phase;
import io.masterha.manager.plan.Plan;
import io.masterha.manager.plan.SwitchoverOrder;
import io.masterha.manager.plan.SwitchoverPlanner;
import io.masterha.manager.plan.SwitchoverPlans;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.Repoint;
import io.masterha.manager.step.StepContext;
import io.masterha.manager.step.StepError;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One switchover under way: there, and then onward or back. */
final class SwitchoverRun {
    private static final int PATIENCE = 3;

    private final World world;
    private final Cluster cluster;
    private final Topology topology;
    private final SwitchoverOrder order;
    private final SwitchoverPlans plans;
    private final Journal journal;
    private final StepContext context;
    private final List<PlanRunner.Timing> timings = new ArrayList<>();
    private final List<String> tolerated = new ArrayList<>();
    private final Map<ServerId, String> lost = new LinkedHashMap<>();
    private long blockedMillis = -1;
    private boolean isTouched;
    /** Beyond the point of no return, and on the way back, nobody is asked. */
    private Runnable wanted = () -> {};
    /** On the way there; a recovery holds the lock all the time. */
    private Optional<InCharge> inCharge = Optional.empty();

    SwitchoverRun(World world, Cluster cluster, Topology topology, SwitchoverOrder order, Journal journal) {
        this.world = world;
        this.cluster = cluster;
        this.topology = topology;
        this.order = order;
        this.plans = SwitchoverPlanner.plan(topology, order);
        this.journal = journal;
        this.context = new RunContext(world, journal, topology.source().id(), () -> wanted.run())
                .guardedBy(ids -> inCharge.ifPresent(guard -> guard.require(ids)));
    }

    static SwitchoverReport refused(String application, String error, Journal journal) {
        return new SwitchoverReport(
                application,
                Optional.empty(),
                Optional.empty(),
                Outcome.REFUSED,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                -1,
                error,
                List.of(),
                journal.location());
    }

    /** @param stageCheck throws a Problem before a stage if it must not be begun; only on the way there */
    SwitchoverReport run(Runnable stageCheck, InCharge guard) {
        inCharge = Optional.of(guard);
        wanted = stageCheck;
        try {
            execute(plans.there(), stageCheck);
        } catch (RuntimeException fault) {
            Problem problem = AppError.asProblem(fault);
            wanted = () -> {};
            world.story().warn("stopped", Optional.empty(), problem.getMessage() + "; going back");
            return back(problem.sentence());
        }
        wanted = () -> {};
        return onward();
    }

    /** After a crash: onward if the new source takes writes or has taken some, else back. */
    SwitchoverReport resume() {
        if (!journal.plan().equals(plans.format())) {
            return stuck("the unfinished journal " + journal.location() + " holds other plans than those made now");
        }
        try {
            Optional<String> touched = touched();
            if (touched.isPresent()) {
                isTouched = true;
                return stuck("the servers are not as the interrupted switchover left them: " + touched.get());
            }
        } catch (Problem silent) {
            // Who does not answer is dealt with on the way.
        }
        String interrupted = "an earlier run was interrupted";
        if (journal.text(Facts.OPENED).isEmpty()) {
            return back(interrupted + " before the new source was opened");
        }
        try {
            boolean open = context.server(order.newSource()).writes().state().isWritable();
            return open ? onward() : back(interrupted + " while the new source was opened");
        } catch (RuntimeException fault) {
            Problem problem = AppError.asProblem(fault);
            return stuck(order.newSource() + " may be the source already and does not answer: " + problem.getMessage());
        }
    }

    /** Whether somebody has worked on the servers since: what is not as it was left must not be opened or closed. */
    private Optional<String> touched() {
        ServerId old = topology.source().id();
        ServerId candidate = order.newSource();
        boolean follows = context.server(old)
                .status()
                .replication()
                .filter(r -> r.applierRuns() || r.receiver() != ReplicationStatus.Receiver.STOPPED)
                .isPresent();
        // An earlier run writes down that it points the old source elsewhere before it does.
        if (follows
                && !order.inRing()
                && journal.text(Facts.pointedAwayFrom(old)).isEmpty()) {
            return Optional.of(old + " is a replica by now");
        }
        ServerStatus status = context.server(candidate).status();
        boolean isSource = status.writable() && status.replication().isEmpty();
        return isSource && journal.text(Facts.OPENED).isEmpty()
                ? Optional.of(candidate + " takes writes and follows nobody")
                : Optional.empty();
    }

    /** The address script has opened the new source, and clients have written there: what is left is done. */
    private SwitchoverReport force(String reason) {
        world.story()
                .warn(
                        "onward",
                        Optional.of(order.newSource()),
                        "it has taken writes already, there is no way back: the switch is finished");
        try {
            execute(plans.force(), () -> {});
        } catch (RuntimeException fault) {
            return stuck(
                    reason + "; and no way on: " + AppError.asProblem(fault).sentence());
        }
        return onward();
    }

    private void execute(Plan plan, Runnable stageCheck) {
        PlanRunner runner = new PlanRunner(journal, world.story(), world.workers(), stage -> stageCheck.run());
        try {
            runner.run(plan, context);
        } finally {
            timings.addAll(runner.timings());
            tolerated.addAll(runner.tolerated());
            lost.putAll(runner.lost());
        }
    }

    private SwitchoverReport onward() {
        blockedMillis = StoppedWrites.millis(timings, Phase.OPEN);
        // Which replica was pointed where must not be forgotten: by position it would execute things twice.
        journal.isDispensable(false);
        try {
            execute(plans.onward(), () -> {});
        } catch (RuntimeException fault) {
            tolerated.add(AppError.asProblem(fault).sentence());
        }
        journal.isDispensable(true);
        SwitchoverReport report = report(Outcome.SWITCHED, "");
        journal.end("exit " + report.exitCode());
        return report;
    }

    /** The way back is tried a few times: what stands in its way is often a connection that has just been broken. */
    private SwitchoverReport back(String reason) {
        journal.isDispensable(true);
        for (int attempt = 1; ; attempt++) {
            try {
                execute(plans.back(), () -> {});
                blockedMillis = StoppedWrites.millis(timings, Phase.REOPEN);
                SwitchoverReport report = report(Outcome.UNDONE, reason);
                journal.end("undone: " + reason);
                world.story()
                        .tell(
                                "back",
                                Optional.of(topology.source().id()),
                                "everything is as it was before" + (tolerated.isEmpty() ? "" : ", but " + tolerated));
                return report;
            } catch (RuntimeException fault) {
                Problem problem = AppError.asProblem(fault);
                if (problem.code() == StepError.NEW_SOURCE_WRITTEN) {
                    return force(reason);
                }
                if (attempt == PATIENCE) {
                    return stuck(reason + "; and no way back: " + problem.sentence());
                }
                world.time().sleep(world.limits().poll());
            }
        }
    }

    SwitchoverReport stuck(String error) {
        world.story().warn("stuck", Optional.empty(), error);
        return report(Outcome.STUCK, error);
    }

    private SwitchoverReport report(Outcome outcome, String error) {
        List<ServerId> followers = new ArrayList<>();
        if (outcome == Outcome.SWITCHED) {
            plans.onward().stages().stream()
                    .flatMap(stage -> stage.steps().stream())
                    .filter(Repoint.class::isInstance)
                    .forEach(step -> {
                        if (journal.settled(step.title()).equals(Optional.of("done"))) {
                            followers.add(step.server());
                        } else {
                            lost.putIfAbsent(step.server(), "it does not follow the new source");
                        }
                    });
        }
        journal.unwritten()
                .map(full -> "the journal is not whole: " + full.getMessage())
                .filter(told -> !tolerated.contains(told))
                .ifPresent(tolerated::add);
        List<String> next = isTouched
                ? SwitchoverAdvice.finishedByHand(journal)
                : SwitchoverAdvice.next(world, outcome, topology, order, lost, journal);
        return new SwitchoverReport(
                cluster.application(),
                Optional.of(topology.source().id()),
                Optional.of(order.newSource()),
                outcome,
                followers,
                lost,
                tolerated,
                timings,
                blockedMillis,
                cluster.named(error),
                next.stream().map(cluster::named).toList(),
                journal.location());
    }
}

package io.masterha.manager.app.rejoin;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.RunContext;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.PlanRunner;
import io.masterha.manager.execute.RejoinReport;
import io.masterha.manager.execute.RejoinReport.Outcome;
import io.masterha.manager.plan.Plan;
import io.masterha.manager.plan.RejoinOrder;
import io.masterha.manager.plan.RejoinPlanner;
import io.masterha.manager.step.CloseReturned;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.RewindOwn;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ReturnedServers.Kind;
import io.masterha.manager.topology.ReturnedServers.Returned;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;

/** One rejoin and what it has learned so far: lock, close, compare, plan, execute. */
final class RejoinRun {
    private final World world;
    private final Cluster cluster;
    private final ServerId source;
    private final ServerId server;
    private final RejoinDecision decision;
    private final long begin;
    private final Journal journal;
    private final RunContext context;
    private final PlanRunner runner;
    private final RejoinLocks locks;
    private final RejoinGuard guard;
    private String because = "";
    private long closedMillis = -1;
    private String verdict = "";
    private String acknowledged = "";
    private String obstacle = "";
    private boolean isExecuting;

    RejoinRun(
            World world, Cluster cluster, ServerId source, ServerId server, RejoinDecision decision, Runnable wanted) {
        this.world = world;
        this.cluster = cluster;
        this.source = source;
        this.server = server;
        this.decision = decision;
        this.begin = world.time().nanos();
        this.journal = new Journal(world.journalStore(), world.time());
        this.locks = new RejoinLocks(world, cluster);
        this.context = new RunContext(world, journal, server, wanted);
        RejoinGuard untouched = new RejoinGuard(world, journal, server, source);
        this.guard = untouched;
        this.runner = new PlanRunner(journal, world.story(), world.workers(), stage -> {
            wanted.run();
            locks.check(journal.location());
            untouched.requireClosedAndUntouched();
        });
    }

    /** Every moment more, somebody may write there. Not if the source does not take writes: then nobody knows who it is. */
    void closeBeside() {
        boolean isBeside = world.servers().session(server).writes().state().isWritable()
                && world.servers().session(source).writes().state().isWritable();
        if (isBeside) {
            close();
        }
    }

    RejoinReport fromTheStart(ReturnLook look, Returned returned) {
        because = returned.because();
        locks.take(server, source);
        journal.begin(cluster.application(), new FailedSource(server, 0, true, Optional.empty()), List.of());
        journal.note("returned", because);
        world.story().warn("rejoin", Optional.of(server), because);
        if (returned.kind() != Kind.AHEAD || returned.writable()) {
            close();
        }
        guard.remember();
        Rejoin.Preview preview = decision.decide(look, returned);
        verdict = preview.verdict().sentence();
        acknowledged = preview.acknowledged();
        obstacle = preview.obstacle();
        tell("verdict", verdict);
        tell("acknowledged", acknowledged);
        if (preview.order().isEmpty()) {
            return report(Outcome.REPORTED, "");
        }
        RejoinOrder order = preview.order().get();
        order.from().ifPresent(from -> journal.put(Facts.START, from));
        journal.put(Rejoin.ORDER, order.format());
        Plan plan = RejoinPlanner.plan(order);
        journal.planned(List.of(order.format()), plan.format(), verdict);
        return execute(plan, order);
    }

    private void tell(String what, String sentence) {
        if (!sentence.isEmpty()) {
            journal.note(what, sentence);
            world.story().tell("rejoin", Optional.of(server), sentence);
        }
    }

    private void close() {
        String note = new CloseReturned(server).run(context);
        boolean isFirst = closedMillis < 0;
        if (isFirst) {
            closedMillis = (world.time().nanos() - begin) / 1_000_000;
            world.story().warn("rejoin", Optional.of(server), "closed for writes in " + closedMillis + " ms: " + note);
        }
        if (journal.failedSource().isPresent()) {
            journal.note("closed", note);
        }
    }

    /** Empty if it has to be compared again: nothing was changed yet, or it has taken writes since. */
    Optional<RejoinReport> again(RejoinOrder order) {
        // Whatever fails from here on: it stays unfinished.
        isExecuting = true;
        Plan plan = RejoinPlanner.plan(order);
        if (!plan.format().equals(journal.plan())) {
            throw Problem.of(
                            AppError.TOPOLOGY_UNSUITABLE,
                            "the unfinished journal " + journal.location()
                                    + " holds another plan than the one made now")
                    .why("the program changed in between")
                    .next("look at " + server + ", finish by hand, then move the journal away");
        }
        because = "an earlier run was interrupted";
        verdict = "compared in that run";
        locks.take(server, source);
        close();
        if (!guard.follows() && (!isRewinding(order) || guard.isTouched())) {
            // What was compared then may be different now; what was lent is given back, or it would be taken for its
            // own.
            if (world.servers().session(server).status().serverId() != order.serverId()) {
                world.servers().session(server).setServerId(order.serverId());
            }
            journal.end("to be compared again: an earlier run was interrupted");
            return Optional.empty();
        }
        world.story().tell("resume", Optional.of(server), "going on with " + journal.location());
        return Optional.of(execute(plan, order));
    }

    private boolean isRewinding(RejoinOrder order) {
        String title = new RewindOwn(server, order.own(), order.file()).title();
        return journal.settled(title).isPresent() || journal.isInDoubt(title);
    }

    private RejoinReport execute(Plan plan, RejoinOrder order) {
        isExecuting = true;
        runner.run(plan, context);
        return report(
                switch (order.action()) {
                    case ATTACH -> Outcome.ATTACHED;
                    case REWIND -> Outcome.REWOUND;
                    case QUARANTINE -> Outcome.QUARANTINED;
                },
                "");
    }

    RejoinReport failed(Problem problem) {
        world.story().warn("stopped", Optional.of(server), problem.sentence());
        return report(Outcome.FAILED, problem.sentence());
    }

    RejoinReport report(Outcome outcome, String error) {
        RejoinReport report = new RejoinReport(
                cluster.application(),
                server,
                source,
                outcome,
                because,
                closedMillis,
                verdict,
                acknowledged,
                runner.timings(),
                (world.time().nanos() - begin) / 1_000_000,
                cluster.named(error),
                new RejoinAdvice(world, journal)
                        .next(server, source, outcome, obstacle).stream()
                                .map(cluster::named)
                                .toList(),
                journal.location());
        // One that stopped in the middle of its plan stays open, for the next run to go on with.
        boolean isOver = outcome != Outcome.FAILED || !isExecuting;
        if (isOver && journal.failedSource().isPresent()) {
            try {
                journal.end("exit " + report.exitCode() + (error.isEmpty() ? "" : ": " + error));
            } catch (Problem problem) {
                world.story().warn("stopped", Optional.empty(), problem.sentence());
            }
        }
        return report;
    }

    void release() {
        locks.release();
    }
}

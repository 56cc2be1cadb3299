package io.masterha.manager.app.failover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.FailoverLocks;
import io.masterha.manager.app.InCharge;
import io.masterha.manager.app.Inspector;
import io.masterha.manager.app.RunContext;
import io.masterha.manager.app.World;
import io.masterha.manager.app.fence.Fence;
import io.masterha.manager.app.fence.FenceGate;
import io.masterha.manager.app.fence.HeldDown;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.PlanRunner;
import io.masterha.manager.plan.Phase;
import io.masterha.manager.plan.Stage;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.TopologyText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of a failover and what it has learned so far: lock, fence, inspect, plan, execute. */
final class FailoverRun {
    private final World world;
    private final Cluster cluster;
    private final Failover failover;
    private final Inspector inspector;
    private final FailedSource dead;
    private final Journal journal;
    private final PlanRunner runner;
    private final FailoverLocks locks;
    private final FenceRound fence;
    private final Inspection inspection;
    private Optional<Failover.Planned> planned = Optional.empty();
    private final Receivers receivers;
    private final HeldDown heldDown;
    private final LateHost lateHost;
    private final LateLog lateLog;
    private final PlanningAgain again;
    private final FailoverTold told;
    private final StageGate gate;
    /** Its replicas, and servers that do not answer; not who follows another replica. */
    private final List<ServerId> others = new ArrayList<>();

    private boolean isInCharge;

    FailoverRun(World world, Cluster cluster, Failover failover, FailedSource dead, Journal journal) {
        this.world = world;
        this.cluster = cluster;
        this.failover = failover;
        this.inspector = new Inspector(world, cluster);
        this.dead = dead;
        this.journal = journal;
        this.locks = new FailoverLocks(world);
        this.heldDown = new HeldDown(world, journal, dead.id());
        LossGate lossGate = new LossGate(
                world, cluster, dead.id(), journal, failover.policy().safety().loss());
        this.receivers = new Receivers(world, inspector, locks);
        this.inspection = new Inspection(world, cluster, inspector, journal, receivers, dead, failover::needsDonor);
        this.fence = new FenceRound(world, cluster, journal, failover.policy().safety(), receivers, inspection, dead);
        this.lateHost =
                new LateHost(world, journal, dead.id(), failover.policy().saveBinlog());
        this.lateLog = new LateLog(world, journal, dead.id(), failover.policy().saveBinlog());
        this.again = new PlanningAgain(world, cluster, failover.policy().safety(), journal, failover.sight());
        this.told = new FailoverTold(world.story());
        this.gate = new StageGate(journal, heldDown, lossGate, lateHost, again);
        this.runner = new PlanRunner(journal, world.story(), world.workers(), this::checkStage);
    }

    void toTheEnd() {
        if (journal.hasEnded()) {
            throw Problem.of(AppError.TOPOLOGY_UNSUITABLE, "the failover of this journal is finished")
                    .why(journal.location() + " ends with its outcome")
                    .next("run masterha-check-repl and see who is the source now");
        }
        runner.phases().enter(Phase.CHECK);
        if (Facts.isBeingUndone(journal)) {
            throw Problem.of(AppError.TOPOLOGY_UNSUITABLE, "the failover of this journal is being undone")
                    .why(journal.location() + " says so")
                    .next(NextSteps.resume(cluster) + " finishes that");
        }
        boolean resumed = journal.isUnfinished();
        Map<ServerId, Inspector.Reading> readings =
                resumed ? inspector.readAllBut(Optional.empty()) : receivers.readAndLock(dead.id());
        if (resumed) {
            Failover.Planned again = failover.plan(journal.topology(), Optional.empty());
            compareWithJournal(again);
            planned = Optional.of(again);
            new Interrupted(world, cluster, failover, journal)
                    .requireUntouched(readings, planned.get().plan());
            Topology before = planned.get().topology();
            before.replicas().forEach(replica -> others.add(replica.id()));
            others.addAll(before.unreachable());
            receivers.lock(others);
        } else {
            inspector.requireReplicasOf(dead.id(), readings);
            others.addAll(inspector.inCharge(dead.id(), readings));
            told.leftAlone(readings.keySet().stream()
                    .filter(id -> !others.contains(id))
                    .toList());
            readings.keySet().retainAll(others);
            receivers.requireLocks();
        }
        isInCharge = true;
        runner.phases().enter(Phase.FENCE);
        if (resumed) {
            fenceAgain();
            again.fenceFormersAgain(planned.orElseThrow().plan());
            heldDown.requireNothingLogged(planned.orElseThrow().topology());
        } else if (journal.failedSource().isEmpty()) {
            // Not before the lock: a journal without an end makes the next manager look for what is to be finished.
            journal.begin(cluster.application(), dead, Receivers.running(readings));
        }
        Failover.Planned now =
                resumed ? failover.plan(planned.orElseThrow().topology(), fence.outcome()) : planAfresh(readings);
        planned = Optional.of(now);
        if (now.topology().gtid()) {
            runner.phases().enter(Phase.RECOVER_BY_GTID);
        }
        while (!isThrough(planned.orElseThrow())) {
            runner.startOver();
        }
    }

    /** Runs a plan to its end; false if the server that it was to promote is gone, and another plan holds now. */
    private boolean isThrough(Failover.Planned now) {
        try {
            InCharge inCharge = new InCharge(
                    world.time(),
                    world.story(),
                    ids -> locks.checkOneByOne(ids, runner.lost().keySet(), journal.location()));
            runner.run(now.plan(), new RunContext(world, journal, dead.id()).guardedBy(inCharge::require));
            again.requireAlive(now.plan(), runner.lost());
            takeAlong(now, inCharge);
            heldDown.noteLateHold();
            lateLog.read(now.topology());
            return true;
        } catch (Problem problem) {
            if (problem.code() == AppError.HOST_ANSWERS_LATE) {
                fence.prove(lateHost.proved(fence.outcome().orElseThrow()));
                planAgain(now, problem.what());
                return false;
            }
            if (again.isDue(now.plan(), problem)) {
                planAgain(now, again.reason(now.plan().newSource()));
                return false;
            }
            boolean isGivenUp = (problem.code() == AppError.SOURCE_ALIVE || problem.code() == AppError.LOSS_REFUSED)
                    && !Facts.isPastReturn(journal);
            throw isGivenUp ? givenUp(problem) : problem;
        }
    }

    /** A new source that others follow is a source like any other; who does not follow it yet would be lost to its failover. */
    private void takeAlong(Failover.Planned now, InCharge inCharge) {
        ServerId newSource = now.plan().newSource();
        if (again.isGoneBehindItsFailover(newSource, runner.lost())) {
            new Stragglers(world, cluster, journal, dead.id())
                    .follow(
                            newSource,
                            now.topology().gtid(),
                            runner.lost().keySet(),
                            id -> inCharge.require(List.of(id)));
        }
    }

    private void planAgain(Failover.Planned before, String reason) {
        again.setAside(before.topology(), before.plan());
        Topology topology = again.remembering(inspect(), before);
        Failover.Planned now = failover.plan(topology, fence.outcome());
        told.plan(now);
        again.write(now, reason);
        planned = Optional.of(now);
    }

    /** A new source that is open already is not closed again, whatever can be proved about the old one now. */
    private void fenceAgain() {
        try {
            fence.raise(others, planned.isEmpty());
        } catch (Problem problem) {
            boolean isPastReturn = Facts.isPastReturn(journal);
            if (problem.code() == AppError.FENCE_TOO_WEAK && isPastReturn && isOpen()) {
                world.story().warn("fence", Optional.of(dead.id()), problem.what() + ": but one is open already");
                return;
            }
            if (isPastReturn) {
                throw problem;
            }
            List<String> left = new ArrayList<>();
            new Interrupted(world, cluster, failover, journal)
                    .finishApplying(planned.orElseThrow().plan(), dead.id(), left);
            throw givenUp(left.isEmpty() ? problem : problem.changed("left to do: " + String.join(", ", left)));
        }
    }

    private boolean isOpen() {
        try {
            return world.servers()
                    .session(planned.orElseThrow().plan().newSource())
                    .status()
                    .writable();
        } catch (Problem unknown) {
            return false;
        }
    }

    /** Up to the plan nothing was applied: a failover that stops here leaves replication as it was. */
    private Failover.Planned planAfresh(Map<ServerId, Inspector.Reading> readings) {
        try {
            QuorumGate quorum =
                    new QuorumGate(world, cluster, failover.policy().safety().quorum());
            journal.remark("quorum", quorum.require(dead.id(), others, readings));
            fence.raise(others, planned.isEmpty());
            runner.phases().enter(Phase.MOST_ADVANCED);
            Topology topology = inspect();
            runner.phases().enter(Phase.CHOOSE);
            Failover.Planned now = failover.plan(topology, fence.outcome());
            told.plan(now);
            journal.planned(
                    TopologyText.format(now.topology()),
                    now.plan().format(),
                    now.ranking().because());
            return now;
        } catch (Problem problem) {
            throw givenUp(problem);
        } catch (RuntimeException fault) {
            throw givenUp(AppError.unexpected(fault));
        }
    }

    /** The old source may serve again: its replicas receive, and whoever reads the problem knows what is missing. */
    private Problem givenUp(Problem problem) {
        Problem told = receivers.startAgain(journal.receiving(), problem);
        return Fence.hasTakenAddress(journal)
                ? told.changed(
                        told.changed() + "; master_ip_failover_script was told to take the address off " + dead.id())
                : told;
    }

    private Topology inspect() {
        return inspection.topology(fence.outcome().orElseThrow().hostAnswers(), others);
    }

    private void compareWithJournal(Failover.Planned now) {
        if (!now.plan().format().equals(journal.plan())) {
            throw Problem.of(
                            AppError.TOPOLOGY_UNSUITABLE,
                            "the unfinished journal " + journal.location()
                                    + " holds another plan than the one made now")
                    .why("the options or the program changed in between")
                    .next("look at the servers, finish by hand, then move the journal away");
        }
        world.story().tell("resume", Optional.empty(), "going on with " + journal.location());
    }

    private void checkStage(Stage stage) {
        again.watch(planned.orElseThrow().plan());
        locks.check(runner.lost().keySet(), journal.location());
        gate.require(stage, planned.orElseThrow(), fence);
    }

    /** Whether this run, and no other manager, may write the journal's end. */
    boolean isInCharge() {
        return isInCharge;
    }

    FailoverReport report(long millis, String error) {
        FailoverReport report = new Outcome(world, cluster, journal, runner)
                .report(cluster.application(), isInCharge, dead.id(), planned, fence.outcome(), millis, error);
        FailoverReport whole = fence.isRefused() ? report.withNext(FenceGate.command(dead.id(), cluster)) : report;
        return whole.worded(cluster::named);
    }

    void release() {
        world.hosts().release(dead.id());
        again.release();
        locks.release();
    }
}

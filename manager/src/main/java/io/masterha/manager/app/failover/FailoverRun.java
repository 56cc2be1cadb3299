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
import io.masterha.manager.app.fence.SqlFence;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.PlanRunner;
import io.masterha.manager.plan.Phase;
import io.masterha.manager.plan.Safety;
import io.masterha.manager.plan.Stage;
import io.masterha.manager.report.LogMarkers;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.TopologyText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** One run of a failover and what it has learned so far: lock, fence, inspect, plan, execute. */
final class FailoverRun {
    private static final int LONGEST_LINE = 2000;

    private final World world;
    private final Cluster cluster;
    private final Failover failover;
    private final Inspector inspector;
    private final FailedSource dead;
    private final Journal journal;
    private final PlanRunner runner;
    private final FailoverLocks locks;
    private Optional<Fence.Outcome> fence = Optional.empty();
    private Optional<Failover.Planned> planned = Optional.empty();
    private final Receivers receivers;
    private final HeldDown heldDown;
    private final LossGate lossGate;
    private final LateHost lateHost;
    private final LateLog lateLog;
    private final PlanningAgain again;
    private boolean wasHeldDown;
    /** Its replicas, and servers that do not answer; not who follows another replica. */
    private final List<ServerId> others = new ArrayList<>();

    private boolean isInCharge;
    /** Too little is proved about the failed source. */
    private boolean isRefused;

    FailoverRun(World world, Cluster cluster, Failover failover, FailedSource dead, Journal journal) {
        this.world = world;
        this.cluster = cluster;
        this.failover = failover;
        this.inspector = new Inspector(world, cluster);
        this.dead = dead;
        this.journal = journal;
        this.locks = new FailoverLocks(world);
        this.heldDown = new HeldDown(world, journal, dead.id());
        this.lossGate = new LossGate(
                world, cluster, dead.id(), journal, failover.policy().safety().loss());
        this.receivers = new Receivers(world, locks);
        this.lateHost =
                new LateHost(world, journal, dead.id(), failover.policy().saveBinlog());
        this.lateLog = new LateLog(world, journal, dead.id(), failover.policy().saveBinlog());
        this.again = new PlanningAgain(world, cluster, failover.policy().safety(), journal);
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
                inspector.readAllBut(resumed ? Optional.empty() : Optional.of(dead.id()));
        if (resumed) {
            Failover.Planned again = failover.plan(journal.topology(), Optional.empty());
            compareWithJournal(again);
            planned = Optional.of(again);
            new Interrupted(world, cluster, failover, journal)
                    .requireUntouched(readings, planned.get().plan());
            Topology before = planned.get().topology();
            before.replicas().forEach(replica -> others.add(replica.id()));
            others.addAll(before.unreachable());
        } else {
            inspector.requireReplicasOf(dead.id(), readings);
            others.addAll(inspector.inCharge(dead.id(), readings));
            tellLeftAlone(readings);
            readings.keySet().retainAll(others);
        }
        receivers.lock(others);
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
        Failover.Planned now = resumed ? failover.plan(planned.orElseThrow().topology(), fence) : planAfresh(readings);
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
                fence = Optional.of(lateHost.proved(fence.orElseThrow()));
                wasHeldDown = true;
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
        Topology topology = again.remembering(inspect(fence.orElseThrow()), before);
        Failover.Planned now = failover.plan(topology, fence);
        tell(now);
        again.write(now, reason);
        planned = Optional.of(now);
    }

    /** A new source that is open already is not closed again, whatever can be proved about the old one now. */
    private void fenceAgain() {
        try {
            fence();
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
            journal.note("quorum", quorum.require(dead.id(), others, readings));
            fence();
            runner.phases().enter(Phase.MOST_ADVANCED);
            Topology topology = inspect(fence.orElseThrow());
            runner.phases().enter(Phase.CHOOSE);
            Failover.Planned now = failover.plan(topology, fence);
            tell(now);
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

    private Topology inspect(Fence.Outcome fenced) {
        FailedSource source = new LastSight(world).of(dead, fenced.hostAnswers());
        Map<ServerId, Inspector.Reading> readings = inspector.readAllBut(Optional.of(dead.id()));
        readings.keySet().retainAll(others);
        readings.values().removeIf(reading -> inspector.isLeftAlone(dead.id(), reading));
        List<Member> members = cluster.members().stream()
                .filter(member -> readings.containsKey(member.id()))
                .toList();
        List<ServerId> late = new ArrayList<>(Receivers.running(readings));
        late.removeAll(journal.receiving());
        if (!late.isEmpty()) {
            journal.alsoReceiving(late);
        }
        receivers.admit(members, readings, inspector);
        return inspector.topology(source, readings);
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
        locks.check(runner.lost().keySet(), journal.location());
        if (lateHost.isWorthAnotherPlan(planned.orElseThrow().topology(), stage)) {
            throw lateHost.answers();
        }
        if (wasHeldDown) {
            heldDown.check(planned.orElseThrow().topology(), stage.phase() == Phase.PROMOTE);
        }
        if (stage.phase() == Phase.APPLY_DIFF) {
            lossGate.beforeApplying(
                    planned.orElseThrow().topology(),
                    planned.orElseThrow().plan().newSource());
        }
        again.requireAlive(planned.orElseThrow().plan(), stage);
        boolean opens = stage.phase() == Phase.PROMOTE
                && stage.steps().stream()
                        .anyMatch(step -> journal.settled(step.title()).isEmpty());
        if (opens) {
            lossGate.beforeOpening(
                    planned.orElseThrow().topology(),
                    planned.orElseThrow().plan().newSource());
            stage.steps()
                    .forEach(step -> heldDown.requireSilence(
                            step.server(), fence.orElseThrow().certificate()));
            stage.steps().forEach(step -> again.requireSilence(step.server()));
            heldDown.outlastTheManager();
        }
    }

    /**
     * Fences the failed source and stops the receivers, side by side. A resumed run fences again, but the receivers were
     * stopped before the plan was made; those that run now follow the new source already.
     */
    private void fence() {
        List<Callable<Optional<Fence.Outcome>>> jobs = new ArrayList<>();
        SqlFence sql = new SqlFence(world, dead.id());
        Safety safety = failover.policy().safety();
        jobs.add(() -> Optional.of(new Fence(world, journal, safety, sql).raise(dead)));
        jobs.add(() -> {
            sql.climb();
            return Optional.empty();
        });
        for (ServerId id : others) {
            if (planned.isEmpty()) {
                jobs.add(() -> {
                    if (!dead.hostAnswers()) {
                        receivers.endConnecting(id);
                    }
                    receivers.stop(id);
                    return Optional.empty();
                });
            }
        }
        fence = world.workers().all(jobs).get(0).map(sql::together);
        wasHeldDown = world.hosts().isHeldDown(dead.id());
        FenceCertificate certificate = fence.orElseThrow().certificate();
        journal.note("fence", certificate.toString());
        isRefused = !certificate.reaches(safety.fence().demanded());
        FenceGate.require(certificate, safety, cluster, world.story());
    }

    private void tellLeftAlone(Map<ServerId, Inspector.Reading> readings) {
        List<ServerId> leftAlone =
                readings.keySet().stream().filter(id -> !others.contains(id)).toList();
        LogMarkers.unmanaged(leftAlone).forEach(line -> world.story().tell("inspect", Optional.empty(), line));
        leftAlone.forEach(
                id -> world.story().tell("inspect", Optional.of(id), "follows another replica: it is left alone"));
    }

    /** A set of GTIDs may have thousands of intervals; the journal has it whole. */
    private static String inBrief(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "... (whole in the journal)";
    }

    private void tell(Failover.Planned now) {
        LogMarkers.servers(now.topology()).forEach(line -> world.story().tell("inspect", Optional.empty(), line));
        TopologyText.format(now.topology())
                .forEach(line -> world.story().tell("inspect", Optional.empty(), inBrief(line)));
        now.ranking().rejected().forEach(r -> world.story()
                .tell("plan", Optional.of(r.server()), "not eligible: " + String.join("; ", r.reasons())));
        world.story()
                .tell(
                        "plan",
                        Optional.of(now.plan().newSource()),
                        "becomes the source: " + now.ranking().because());
    }

    /** Whether this run, and no other manager, may write the journal's end. */
    boolean isInCharge() {
        return isInCharge;
    }

    FailoverReport report(long millis, String error) {
        FailoverReport report = new Outcome(world, cluster, journal, runner)
                .report(cluster.application(), isInCharge, dead.id(), planned, fence, millis, error);
        FailoverReport whole = isRefused ? report.withNext(FenceGate.command(dead.id(), cluster)) : report;
        return whole.worded(cluster::named);
    }

    void release() {
        world.hosts().release(dead.id());
        again.release();
        locks.release();
    }
}

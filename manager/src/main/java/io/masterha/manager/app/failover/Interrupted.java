package io.masterha.manager.app.failover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.FailoverLocks;
import io.masterha.manager.app.Inspector;
import io.masterha.manager.app.RunContext;
import io.masterha.manager.app.World;
import io.masterha.manager.app.fence.Fence;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.plan.Plan;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.step.ApplyDiff;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.Inherit;
import io.masterha.manager.step.Step;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A failover that an earlier manager left unfinished. It is gone on with, unless the old source serves again and no other
 * server was opened: then it is undone.
 */
public final class Interrupted {
    private final World world;
    private final Cluster cluster;
    private final Failover failover;
    private final Journal journal;

    /** @param failover with the same policy as the interrupted one */
    public Interrupted(World world, Cluster cluster, Failover failover, Journal journal) {
        this.world = world;
        this.cluster = cluster;
        this.failover = failover;
        this.journal = journal;
    }

    /**
     * The source that the earlier manager had declared dead; empty if the journal tells of no unfinished failover.
     *
     * @throws Problem if the journal tells of servers that are not in the configuration any more
     */
    public Optional<FailedSource> failedSource() {
        if (journal.hasEnded() || journal.failedSource().isEmpty()) {
            return Optional.empty();
        }
        List<ServerId> servers =
                new ArrayList<>(List.of(journal.failedSource().get().id()));
        if (journal.isUnfinished()) {
            Topology before = journal.topology();
            before.replicas().forEach(replica -> servers.add(replica.id()));
            servers.addAll(before.unreachable());
        }
        servers.removeIf(id -> cluster.member(id).isPresent());
        if (!servers.isEmpty()) {
            throw Problem.of(
                            AppError.TOPOLOGY_UNSUITABLE,
                            servers + " of an unfinished failover: not in the configuration")
                    .why("the manager was stopped in the middle of it, journal " + journal.location())
                    .next("put the block back, then " + NextSteps.manager(cluster)
                            + "; if the failover was finished by hand: mv " + journal.location() + " "
                            + journal.location() + ".finished-by-hand");
        }
        return journal.failedSource();
    }

    /**
     * Whether the source that the earlier manager had proved down is down still: nobody has started it, so there is no
     * restart to be waited for. Its own end looks like a clean one now.
     */
    public boolean isDownStill() {
        ServerId source = failedSource().orElseThrow().id();
        if (!journal.fence().startsWith(source + " " + FenceCertificate.Strength.PROVED_DOWN)) {
            return false;
        }
        HostSight.Kind sight =
                world.hosts().look(source, world.limits().sshLook()).kind();
        return sight == HostSight.Kind.CRASHED || sight == HostSight.Kind.STOPPED;
    }

    /** Whether the point of no return was passed: the new source was about to be opened, or is open. */
    public boolean isPastReturn() {
        return Facts.isPastReturn(journal);
    }

    /** What the next manager does with it. */
    public enum Way {
        FINISH,
        UNDO
    }

    /**
     * Decides. An undo that was begun is finished first; a server that was about to be opened and certainly was not is no
     * reason to take a source away that serves.
     *
     * @param isStillDead confirms the old source's death by the usual rules; asked only where that is the question
     */
    public Way way(BooleanSupplier isStillDead) {
        if (Facts.isBeingUndone(journal)) {
            return Way.UNDO;
        }
        if (isPastReturn()) {
            return serves() && new NeverOpened(world, journal).isCertain(chosen()) ? Way.UNDO : Way.FINISH;
        }
        return isDownStill() || isStillDead.getAsBoolean() ? Way.FINISH : Way.UNDO;
    }

    private boolean serves() {
        return world.servers()
                .ping(
                        failedSource().orElseThrow().id(),
                        PingType.SELECT,
                        world.limits().pingInterval())
                .isSignOfLife();
    }

    /** The server that the unfinished plan was to open. */
    private ServerId chosen() {
        return failover.plan(journal.topology(), Optional.empty()).plan().newSource();
    }

    /**
     * Puts everything back: a replica on which applying was interrupted gets that finished (what is applied is the old
     * source's own history), then every replica receives from the old source again. The journal is closed.
     *
     * @return what is left to do, as commands; empty if everything is as before
     * @throws Problem if another manager holds the failover lock, or another server may have been opened
     */
    public List<String> undo() {
        FailedSource source = failedSource().orElseThrow();
        Inspector inspector = new Inspector(world, cluster);
        List<ServerId> replicas = inspector.inCharge(source.id(), inspector.readAllBut(Optional.of(source.id())));
        FailoverLocks locks = new FailoverLocks(world);
        try {
            locks.take(replicas);
            if (isPastReturn()) {
                new NeverOpened(world, journal).require(chosen(), NextSteps.resume(cluster));
            }
            if (!Facts.isBeingUndone(journal)) {
                journal.put(Facts.BEING_UNDONE, source.id() + " serves again");
            }
            return undo(source, replicas);
        } finally {
            locks.release();
        }
    }

    private List<String> undo(FailedSource source, List<ServerId> replicas) {
        List<String> left = new ArrayList<>();
        if (journal.isUnfinished()) {
            Plan plan = failover.plan(journal.topology(), Optional.empty()).plan();
            finishApplying(plan, source.id(), left);
        }
        for (ServerId id : replicas) {
            if (!journal.receiving().contains(id)) {
                // Somebody had stopped it on purpose, or it was down: it stays as it was.
                world.story().tell("undo", Optional.of(id), "received nothing when the failover began: left as it is");
                continue;
            }
            try {
                world.servers().session(id).startReplication();
                world.story().tell("undo", Optional.of(id), "receives from " + source.id() + " again");
            } catch (Problem problem) {
                left.add(NextSteps.start(world, id) + " (" + problem.getMessage() + ")");
            }
        }
        if (Fence.hasTakenAddress(journal)) {
            left.add("give the application's address back to " + source.id()
                    + ": master_ip_failover_script was told to take it off"
                    + (journal.position(Facts.START).isPresent() ? ", and perhaps to give it to " + chosen() : ""));
        }
        journal.end("undone: " + source.id() + " serves again" + (left.isEmpty() ? "" : "; left: " + left));
        return left;
    }

    /** Where the earlier manager was killed while a replica applied, its replication settings are not its own. */
    void finishApplying(Plan plan, ServerId source, List<String> left) {
        List<Step> inDoubt = plan.stages().stream()
                .flatMap(stage -> stage.steps().stream())
                .filter(step -> step instanceof ApplyDiff && journal.isInDoubt(step.title()))
                .toList();
        for (Step step : inDoubt) {
            try {
                journal.done(step.title(), step.run(new RunContext(world, journal, source)));
            } catch (Problem problem) {
                left.add("look at the replication settings of " + step.server() + " (" + problem.sentence() + ")");
            }
        }
    }

    /**
     * Makes sure that nobody worked on the servers since: each follows the failed source or the new one, or is the new
     * one, or was left in the middle of applying.
     *
     * @throws Problem naming the first that does not
     */
    void requireUntouched(Map<ServerId, Inspector.Reading> readings, Plan plan) {
        ServerId failed = failedSource().orElseThrow().id();
        for (Inspector.Reading reading : readings.values()) {
            Optional<ServerStatus> status = reading.status();
            if (reading.id().equals(failed)) {
                requireNotRejoined(failed, status, plan.newSource());
                continue;
            }
            boolean isExpected = status.isEmpty()
                    || reading.id().equals(plan.newSource())
                    || isApplying(plan, reading.id())
                    || status.get().replication().filter(this::followsOneOfThem).isPresent();
            if (!isExpected) {
                throw Problem.of(
                                AppError.TOPOLOGY_UNSUITABLE,
                                reading.id() + " is not as the unfinished failover left it")
                        .why(status.get()
                                .replication()
                                .map(r -> "it follows " + r.sourceHost() + ":" + r.sourcePort())
                                .orElse("it is no replica any more"))
                        .next("finish by hand, then move " + journal.location() + " away, then "
                                + NextSteps.manager(cluster));
            }
        }
    }

    /** It is about to be killed: that is not for a replica of the new source, which somebody made of it by hand. */
    private void requireNotRejoined(ServerId failed, Optional<ServerStatus> status, ServerId newSource) {
        boolean follows = status.filter(s -> !s.writable())
                .flatMap(ServerStatus::replication)
                .flatMap(r -> cluster.knownAs(r.sourceHost(), r.sourcePort()))
                .equals(Optional.of(newSource));
        if (follows) {
            throw Problem.of(
                            AppError.TOPOLOGY_UNSUITABLE,
                            failed + " follows " + newSource + " by now, and is read-only")
                    .why("somebody finished the failover of " + journal.location() + " by hand")
                    .next("mv " + journal.location() + " " + journal.location() + ".finished-by-hand; then "
                            + NextSteps.manager(cluster));
        }
    }

    private boolean followsOneOfThem(ReplicationStatus replication) {
        return cluster.knownAs(replication.sourceHost(), replication.sourcePort())
                .isPresent();
    }

    private boolean isApplying(Plan plan, ServerId id) {
        return plan.stages().stream()
                .flatMap(stage -> stage.steps().stream())
                .anyMatch(step -> (step instanceof ApplyDiff || step instanceof Inherit)
                        && step.server().equals(id)
                        && journal.isInDoubt(step.title()));
    }
}

package io.masterha.manager.cli.manage;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.failover.Failover;
import io.masterha.manager.app.failover.Interrupted;
import io.masterha.manager.app.watch.NewSourceWatch;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.cli.workdir.FailoverMarkers;
import io.masterha.manager.cli.workdir.Journals;
import io.masterha.manager.cli.workdir.StatusFile;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.config.CnfStore;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.SwitchoverReport;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Witness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A manager's failover: begun, or found unfinished; with all that is told and cleaned up behind it. */
final class ManagedFailover {
    private final ManagerContext context;
    private final ManagerOptions options;
    private final ClusterConfig config;
    private final Path workdir;
    private final Story story;
    private final FailoverMarkers markers;
    private final boolean isFollowedByWatch;
    private boolean hasLostItsNewSource;
    private Optional<FailedSource> nextDead = Optional.empty();

    /** @param isFollowedByWatch whether this manager goes on when it is through */
    ManagedFailover(ManagerContext context, boolean isFollowedByWatch) {
        this.context = context;
        this.isFollowedByWatch = isFollowedByWatch;
        this.options = context.options();
        this.config = context.config();
        this.workdir = context.workdir();
        this.story = context.story();
        this.markers = context.markers();
    }

    /** Goes on with what an earlier manager left in the middle; empty if there is nothing, or if it could be undone. */
    Optional<Integer> finishEarlier() {
        if (options.checkOnly || options.monitorOnly) {
            return Optional.empty();
        }
        InterruptedSwitchover.settle(config, workdir, story);
        Optional<Path> unfinished = Journals.FAILOVER.unfinished(workdir, config);
        return unfinished.map(this::finish).filter(end -> !end.isUndone()).map(Finished::exitCode);
    }

    /** The same for {@code --resume}: the exit code of what was finished or undone, 0 if there was nothing. */
    int finishAndSay() {
        Optional<SwitchoverReport> switchover = InterruptedSwitchover.settle(config, workdir, story);
        Optional<Path> unfinished = Journals.FAILOVER.unfinished(workdir, config);
        if (switchover.isEmpty() && unfinished.isEmpty()) {
            story.tell("resume", Optional.empty(), "nothing is unfinished");
        }
        int exitCode = switchover.map(SwitchoverReport::exitCode).orElse(0);
        return unfinished.map(this::finish).map(Finished::exitCode).orElse(exitCode);
    }

    /** How an unfinished failover was brought to an end; one that is undone has no new source, which is exit code 1. */
    private record Finished(int exitCode, boolean isUndone) {}

    private Finished finish(Path unfinished) {
        try (Wiring wiring = context.wiring(unfinished)) {
            Failover failover = new Failover(wiring.world(), wiring.cluster(), context.policy());
            Interrupted interrupted = new Interrupted(
                    wiring.world(),
                    wiring.cluster(),
                    failover,
                    new Journal(wiring.world().journalStore(), wiring.world().time()));
            FailedSource dead = interrupted.failedSource().orElseThrow();
            context.isAbout(dead.id());
            story.warn(
                    "resume",
                    Optional.of(dead.id()),
                    "an earlier manager was stopped in the middle of its failover, journal " + unfinished);
            // An operator who says --resume has looked: what is unfinished is no further failover.
            if (options.ignoreLastFailover || options.resume) {
                markers.forget();
            }
            markers.requireFree(Duration.ZERO);
            Interrupted.Way way = interrupted.way(() -> new SourceWatch(context).isStillDead(wiring, dead));
            if (way == Interrupted.Way.UNDO) {
                List<String> left = interrupted.undo();
                story.tell("undo", Optional.of(dead.id()), "it serves again, or did: the failover is undone");
                left.forEach(command -> story.warn("undo", Optional.empty(), "left to do: " + command));
                return new Finished(1, true);
            }
            context.neighbours().awaitTurnToGoOn(story);
            try {
                return new Finished(run(wiring, wiring.cluster(), dead), false);
            } finally {
                context.neighbours().failoverEnded();
            }
        }
    }

    /** Whether the last failover's new source died before the failover was through: it is the next one to be replaced. */
    boolean hasLostItsNewSource() {
        return hasLostItsNewSource;
    }

    /** That one, if it was seen to be dead by all the rules of the detection, beside the failover: it is not watched first. */
    Optional<FailedSource> takeNextDead() {
        Optional<FailedSource> taken = nextDead;
        nextDead = Optional.empty();
        return taken;
    }

    /** What is left of this failover is a failover of its new source: that is no further one, so no marker keeps it off. */
    private void goesOn(ServerId newSource) {
        hasLostItsNewSource = true;
        markers.forget();
        String next = !isFollowedByWatch
                ? "masterha-manager --conf=FILE watches it and fails over again"
                : nextDead.isPresent()
                        ? "the manager fails over again"
                        : "the manager watches it, and fails over again";
        story.warn(
                "done", Optional.of(newSource), "was promoted, replicas were pointed at it, and it is gone: " + next);
    }

    /** The floor of its own failover: what was seen of it last or, if nobody saw it, when it was promoted. */
    private void remember(Failover failover, ServerId newSource, Optional<FailedSource> seen) {
        try {
            Optional<Witness> last = seen.flatMap(FailedSource::witness).or(() -> failover.seenAtPromotion(newSource));
            last.ifPresent(witness -> context.witnesses().keep(newSource, witness));
            nextDead = seen.map(dead -> dead.with(dead.hostAnswers(), last, dead.disk()));
        } catch (Problem problem) {
            story.warn("done", Optional.of(newSource), "where it was seen is not written down: " + problem.sentence());
        }
    }

    /** Runs it to an end; its exit code. */
    int run(Wiring wiring, Cluster cluster, FailedSource dead) {
        NewSourceWatch beside = new SourceWatch(context).beside(wiring, cluster, dead.id());
        try {
            return run(wiring, new Failover(wiring.world(), cluster, context.policy(), beside), beside, dead);
        } finally {
            beside.end();
        }
    }

    private int run(Wiring wiring, Failover failover, NewSourceWatch beside, FailedSource dead) {
        context.shown().show(StatusFile.State.FAILOVER_RUNNING, dead.id().host());
        hasLostItsNewSource = false;
        nextDead = Optional.empty();
        FailoverReport report = failover.run(dead);
        if (report.exitCode() != 0) {
            context.shown().show(StatusFile.State.FAILOVER_ERROR, dead.id().host());
        }
        if (report.begun()) {
            new FailoverEnd(story, workdir, config.application(), context.addresses())
                    .tell(report, (subject, body) -> wiring.world()
                            .hooks()
                            .report(report.failed(), report.newSource(), report.followers(), subject, body));
        }
        report.settledSource().filter(failover::isGone).ifPresent(id -> {
            remember(failover, id, beside.settled(id));
            goesOn(id);
        });
        if (options.removeDead && report.exitCode() == 0) {
            boolean removed = new CnfStore(config.file(), config.servers()).removeServer(dead.id());
            story.tell(
                    "done",
                    Optional.of(dead.id()),
                    removed ? "its block is taken out of " + config.file() : "it has no block in " + config.file());
        }
        if (report.exitCode() != 0) {
            context.pause(options.waitOnFailoverError, "--wait_on_failover_error");
        }
        return report.exitCode();
    }
}

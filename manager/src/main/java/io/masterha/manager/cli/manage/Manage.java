package io.masterha.manager.cli.manage;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.check.Preflight;
import io.masterha.manager.app.failover.Failover;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.cli.workdir.OneManager;
import io.masterha.manager.cli.workdir.StatusFile;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.port.Story;
import io.masterha.manager.report.LogMarkers;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.TopologyText;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The manager's run: check, watch, fail over, and with --keep-watching all of it again. */
public final class Manage {
    private static final int SOURCE_DEAD = 20;

    private final ManagerContext context;
    private final ManagerOptions options;
    private final Story story;
    private final SourceWatch watch;
    private final ManagedFailover failover;
    private volatile boolean hasEnded;

    private Manage(ManagerContext context) {
        this.context = context;
        this.options = context.options();
        this.story = context.story();
        this.watch = new SourceWatch(context);
        this.failover = new ManagedFailover(context, !options.resume);
    }

    /** Runs the manager of one cluster; returns its exit code. */
    public static int run(ManagerOptions options) {
        ClusterConfig config = Startup.config(options);
        Path workdir = Startup.workdir(options, config);
        // MHA: the checks alone are for the terminal, and may run beside a manager.
        OutputStream log = options.checkOnly ? System.out : Startup.log(options, config);
        return run(options, config, workdir, log, Neighbours.NONE);
    }

    /** The same for one of several clusters that a process manages. */
    @SuppressWarnings("try") // the lock is held, not used
    public static int run(
            ManagerOptions options, ClusterConfig config, Path workdir, OutputStream log, Neighbours neighbours) {
        Story story = Startup.story(log, config);
        options.unknown.forEach(word -> story.warn("start", Optional.empty(), "option ignored: " + word));
        config.warnings().forEach(sentence -> story.warn("start", Optional.empty(), sentence));
        Manage manage = new Manage(new ManagerContext(options, config, workdir, story, neighbours));
        if (options.dryRun) {
            return manage.dryRun();
        }
        if (options.checkOnly) {
            return manage.checkOnly();
        }
        try (OneManager only = OneManager.claim(workdir, config.application(), !neighbours.areNone())) {
            return options.resume ? manage.resume() : manage.watchOverAndOver();
        } catch (Problem problem) {
            // On a terminal it is shown once, by Main.
            if (log != System.out && !isCalledOff(problem)) {
                story.warn("stopped", Optional.empty(), problem.sentence());
            }
            throw problem;
        } finally {
            manage.hasEnded = true;
        }
    }

    private int checkOnly() {
        try (Wiring wiring = context.wiring()) {
            watch.check(wiring, wiring.cluster());
            return 0;
        } catch (Problem problem) {
            context.pause(options.waitOnMonitorError, "--wait_on_monitor_error");
            throw problem;
        }
    }

    private int dryRun() {
        try (Wiring wiring = context.wiring()) {
            Preflight.Findings found = watch.preflight(wiring, wiring.cluster(), false, false);
            ServerId source = found.source().orElseThrow(() -> found.problems().get(0));
            FailedSource assumed = new FailedSource(source, found.sourceServerId(), true, Optional.empty());
            Failover.Planned planned =
                    new Failover(wiring.world(), wiring.cluster(), context.policy()).preview(assumed);
            System.out.println("If " + source + " died now:");
            TopologyText.format(planned.topology()).forEach(System.out::println);
            planned.ranking().rejected().forEach(r -> System.out.println("not eligible: " + r));
            System.out.println(planned.plan().newSource() + " becomes the source: "
                    + planned.ranking().because());
            planned.plan().format().forEach(System.out::println);
            System.out.println("Nothing was changed.");
            return 0;
        }
    }

    /** MHA's: a signal ends the manager with exit code 1, and its status file is gone. */
    private void endBySignal() {
        context.shown().remove();
        if (!hasEnded) {
            Runtime.getRuntime().halt(1);
        }
    }

    /** Without watching: what is undone has no new source, which is exit code 1 as ever. */
    private int resume() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::endBySignal, "status"));
        context.shown().show(StatusFile.State.INITIALIZING_MONITOR, "");
        try {
            return failover.finishAndSay();
        } finally {
            context.shown().remove();
        }
    }

    private int watchOverAndOver() {
        if (context.neighbours().areNone()) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::endBySignal, "status"));
        }
        Set<ServerId> gone = new HashSet<>();
        while (true) {
            context.shown().show(StatusFile.State.INITIALIZING_MONITOR, "");
            try {
                Optional<FailedSource> next = failover.takeNextDead();
                Optional<Integer> finished = next.isPresent() ? replace(next.get(), gone) : failover.finishEarlier();
                int exitCode = finished.isPresent() ? finished.get() : watchOnce(gone);
                boolean goOn =
                        (options.keepWatching && (exitCode == 0 || exitCode == 10)) || failover.hasLostItsNewSource();
                if (!goOn) {
                    return exitCode;
                }
                context.lastSource().ifPresent(gone::add);
            } finally {
                context.shown().remove();
            }
        }
    }

    /** The server that was promoted last died behind its failover, and that saw it: it is not checked and watched first. */
    private Optional<Integer> replace(FailedSource dead, Set<ServerId> gone) {
        context.isAbout(dead.id());
        story.warn("watch", Optional.of(dead.id()), LogMarkers.exit(SOURCE_DEAD));
        try (Wiring wiring = context.wiring()) {
            return failOver(wiring, dead, () -> {
                Cluster left = wiring.cluster();
                for (ServerId id : gone) {
                    left = left.without(id);
                }
                return left;
            });
        }
    }

    /** @param gone servers that stand apart; those that come back are taken out of it */
    private int watchOnce(Set<ServerId> gone) {
        try (Wiring wiring = context.wiring()) {
            if (options.monitorOnly) {
                return watchOnce(wiring, wiring.cluster(), wiring::cluster);
            }
            try (ReturnWatch returns = ReturnWatch.begin(context, wiring, gone)) {
                int exitCode = watchOnce(wiring, returns.belonging(), () -> {
                    returns.stop();
                    return returns.belonging();
                });
                gone.clear();
                gone.addAll(returns.apart());
                return exitCode;
            }
        }
    }

    /** @param belonging asked when the source is dead: who belongs to the cluster then */
    private int watchOnce(Wiring wiring, Cluster cluster, Supplier<Cluster> belonging) {
        while (true) {
            FailedSource dead = untilDead(wiring, cluster);
            story.warn("watch", Optional.of(dead.id()), LogMarkers.exit(SOURCE_DEAD));
            if (options.monitorOnly) {
                story.warn(
                        "done",
                        Optional.of(dead.id()),
                        LogMarkers.named(dead.id(), context.addresses())
                                + " is dead; --monitor_only leaves it at that");
                return SOURCE_DEAD;
            }
            Optional<Integer> exitCode = failOver(wiring, dead, belonging);
            if (exitCode.isPresent()) {
                return exitCode.get();
            }
        }
    }

    /** Empty if it is not dead any more when it is its turn. */
    private Optional<Integer> failOver(Wiring wiring, FailedSource dead, Supplier<Cluster> belonging) {
        if (options.ignoreLastFailover) {
            context.markers().forget();
        }
        try {
            context.markers().requireFree(Duration.ofMinutes(options.lastFailoverMinute));
        } catch (Problem blocked) {
            context.pause(options.waitOnFailoverError, "--wait_on_failover_error");
            throw blocked;
        }
        if (context.neighbours().mayFailOver(new DeadSource(context, wiring, watch, dead))) {
            try {
                return Optional.of(failover.run(wiring, belonging.get(), dead));
            } finally {
                context.neighbours().failoverEnded();
            }
        }
        story.tell("watch", Optional.of(dead.id()), "it is not seen to be dead any more: it is watched on");
        return Optional.empty();
    }

    private FailedSource untilDead(Wiring wiring, Cluster cluster) {
        try {
            return watch.untilDead(wiring, cluster);
        } catch (Problem problem) {
            if (isCalledOff(problem)) {
                throw problem;
            }
            context.shown().show(StatusFile.State.CONFIG_ERROR, "");
            story.warn("watch", Optional.empty(), LogMarkers.exit(problem.code().exitCode()));
            context.pause(options.waitOnMonitorError, "--wait_on_monitor_error");
            throw problem;
        }
    }

    private static boolean isCalledOff(Problem problem) {
        return problem.code() == ManagerError.CALLED_OFF;
    }
}

package io.masterha.manager.cli;

import io.masterha.binlog.Problem;
import io.masterha.manager.adapter.SystemTime;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.Failover;
import io.masterha.manager.app.Interrupted;
import io.masterha.manager.app.Monitor;
import io.masterha.manager.app.Preflight;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.config.CnfStore;
import io.masterha.manager.config.ServerConfig;
import io.masterha.manager.detect.MonitorState;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.plan.ElectionPolicy;
import io.masterha.manager.plan.FailoverPolicy;
import io.masterha.manager.port.NodeTools;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.Story;
import io.masterha.manager.report.LogMarkers;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.TopologyText;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The manager's run: check, watch, fail over, and with --keep-watching all of it again. */
final class Manage {
    private static final int SOURCE_DEAD = 20;

    private final ManagerOptions options;
    private final ClusterConfig config;
    private final Path workdir;
    private final Story story;
    private final StatusFile status;
    private final FailoverMarkers markers;
    private final WatchLog watchLog;
    private boolean isStatusShown = true;

    Manage(ManagerOptions options, ClusterConfig config, Path workdir, Story story) {
        this.options = options;
        this.config = config;
        this.workdir = workdir;
        this.story = story;
        this.status = new StatusFile(workdir, config.application());
        this.markers = new FailoverMarkers(workdir, config.application());
        this.watchLog = new WatchLog(story, config.settings().pingType());
    }

    StatusFile status() {
        return status;
    }

    FailoverMarkers markers() {
        return markers;
    }

    /** Runs the manager with its options; returns its exit code. */
    @SuppressWarnings("try") // the lock is held, not used
    static int run(ManagerOptions options) {
        ClusterConfig config = Startup.config(options);
        Path workdir = Startup.workdir(options, config);
        // MHA: the checks alone are for the terminal, and may run beside a manager.
        PrintStream log = options.checkOnly ? System.out : Startup.log(options, config);
        Story story = Startup.story(log, config);
        options.unknown.forEach(word -> story.warn("start", Optional.empty(), "option ignored: " + word));
        config.ignored().forEach(sentence -> story.warn("start", Optional.empty(), sentence));
        Manage manage = new Manage(options, config, workdir, story);
        if (options.dryRun) {
            return manage.dryRun();
        }
        if (options.checkOnly) {
            return manage.checkOnly();
        }
        try (OneManager only = OneManager.claim(workdir, config.application())) {
            return manage.watchOverAndOver();
        } catch (Problem problem) {
            // On a terminal it is shown once, by Main.
            if (log != System.out) {
                story.warn("stopped", Optional.empty(), problem.sentence());
            }
            throw problem;
        } finally {
            manage.hasEnded = true;
        }
    }

    private int checkOnly() {
        try (Wiring wiring = wiring()) {
            watch(wiring, wiring.cluster());
            return 0;
        } catch (Problem problem) {
            pause(options.waitOnMonitorError, "--wait_on_monitor_error");
            throw problem;
        }
    }

    private int dryRun() {
        try (Wiring wiring = wiring()) {
            Preflight.Findings found = preflight(wiring, wiring.cluster(), false, false);
            ServerId source = found.source().orElseThrow(() -> found.problems().get(0));
            FailedSource assumed = new FailedSource(source, found.sourceServerId(), true, Optional.empty());
            Failover.Planned planned = new Failover(wiring.world(), wiring.cluster(), policy()).preview(assumed);
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
        status.remove();
        if (!hasEnded) {
            Runtime.getRuntime().halt(1);
        }
    }

    private volatile boolean hasEnded;

    private int watchOverAndOver() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::endBySignal, "status"));
        Optional<ServerId> gone = Optional.empty();
        while (true) {
            show(StatusFile.State.INITIALIZING_MONITOR, "");
            try {
                Optional<Integer> finished = finishEarlier();
                int exitCode = finished.isPresent() ? finished.get() : watchOnce(gone);
                boolean goOn = options.keepWatching && (exitCode == 0 || exitCode == 10);
                if (!goOn) {
                    return exitCode;
                }
                gone = Optional.of(lastSource);
            } finally {
                status.remove();
            }
        }
    }

    /** Goes on with what an earlier manager left in the middle; empty if there is nothing, or if it could be undone. */
    Optional<Integer> finishEarlier() {
        Optional<Path> unfinished = UnfinishedJournal.in(workdir, config.application());
        if (options.checkOnly || options.monitorOnly) {
            return Optional.empty();
        }
        Switch.settle(config, workdir, story);
        if (unfinished.isEmpty()) {
            return Optional.empty();
        }
        try (Wiring wiring = Wiring.of(config, Startup.home(), unfinished.get(), story)) {
            Failover failover = new Failover(wiring.world(), wiring.cluster(), policy());
            Interrupted interrupted = new Interrupted(
                    wiring.world(),
                    wiring.cluster(),
                    failover,
                    new Journal(wiring.world().journalStore(), wiring.world().time()));
            FailedSource dead = interrupted.failedSource().orElseThrow();
            lastSource = dead.id();
            story.warn(
                    "resume",
                    Optional.of(dead.id()),
                    "an earlier manager was stopped in the middle of its failover, journal " + unfinished.get());
            if (options.ignoreLastFailover) {
                markers.forget();
            }
            markers.requireFree(Duration.ZERO);
            if (!interrupted.isPastReturn() && !isStillDead(wiring, dead)) {
                List<String> left = interrupted.undo();
                story.tell("undo", Optional.of(dead.id()), "it serves again: the failover is undone");
                left.forEach(command -> story.warn("undo", Optional.empty(), "left to do: " + command));
                return Optional.empty();
            }
            return Optional.of(failOver(wiring, failover, dead));
        }
    }

    /** Its death was proved by another manager and at another time: here it is confirmed by the same rules. */
    boolean isStillDead(Wiring wiring, FailedSource dead) {
        Monitor monitor = new Monitor(
                wiring.world(),
                wiring.cluster(),
                dead.id(),
                dead.serverId(),
                pingType(),
                state -> onState(state, dead.id()));
        return monitor.isDead();
    }

    PingType pingType() {
        return PingType.valueOf(config.settings().pingType());
    }

    private ServerId lastSource = new ServerId("none", 1);

    private int watchOnce(Optional<ServerId> gone) {
        try (Wiring wiring = wiring()) {
            return watchOnce(wiring, gone.map(wiring.cluster()::without).orElseGet(wiring::cluster));
        }
    }

    private int watchOnce(Wiring wiring, Cluster cluster) {
        Optional<FailedSource> dead;
        try {
            dead = watch(wiring, cluster);
        } catch (Problem problem) {
            show(StatusFile.State.CONFIG_ERROR, "");
            story.warn("watch", Optional.empty(), LogMarkers.exit(problem.code().exitCode()));
            pause(options.waitOnMonitorError, "--wait_on_monitor_error");
            throw problem;
        }
        if (dead.isEmpty()) {
            return 0;
        }
        story.warn("watch", Optional.of(dead.get().id()), LogMarkers.exit(SOURCE_DEAD));
        if (options.monitorOnly) {
            story.warn(
                    "done",
                    Optional.of(dead.get().id()),
                    LogMarkers.named(dead.get().id(), addresses()) + " is dead; --monitor_only leaves it at that");
            return SOURCE_DEAD;
        }
        if (options.ignoreLastFailover) {
            markers.forget();
        }
        try {
            markers.requireFree(Duration.ofMinutes(options.lastFailoverMinute));
        } catch (Problem blocked) {
            pause(options.waitOnFailoverError, "--wait_on_failover_error");
            throw blocked;
        }
        return failOver(wiring, new Failover(wiring.world(), cluster, policy()), dead.get());
    }

    private void pause(int seconds, String option) {
        if (seconds > 0) {
            story.tell("done", Optional.empty(), "waiting " + seconds + " s before the end: " + option);
            new SystemTime().sleep(Duration.ofSeconds(seconds));
        }
    }

    private Map<ServerId, String> addresses() {
        return config.servers().stream().collect(Collectors.toMap(ServerConfig::id, ServerConfig::ip));
    }

    /** Checks, and watches until the source is dead, everything being ready for that moment; empty if only the checks were asked for. */
    @SuppressWarnings("try") // looked after while it is open
    private Optional<FailedSource> watch(Wiring wiring, Cluster cluster) {
        Preflight.Findings found = preflight(wiring, cluster, !options.skipSsh, options.checkHealth);
        found.facts().forEach(fact -> story.tell("check", Optional.empty(), config.labelled(fact)));
        found.warnings().forEach(warning -> story.warn("check", Optional.empty(), warning));
        if (!found.problems().isEmpty()) {
            found.problems().forEach(problem -> story.warn("check", Optional.empty(), problem.sentence()));
            throw Problem.of(
                            ManagerError.PREFLIGHT_FAILED,
                            found.problems().size() + " problem(s) found before watching")
                    .why(found.problems().get(0).what())
                    .next("mend what the log names, then run masterha-check-repl");
        }
        found.silentSource()
                .ifPresent(problem -> story.warn(
                        "check", found.source(), "it does not answer, its replicas do: " + problem.sentence()));
        warnOfMarkers();
        ServerId source = found.source().orElseThrow();
        lastSource = source;
        if (options.checkOnly) {
            return Optional.empty();
        }
        Monitor monitor = new Monitor(
                wiring.world(), cluster, source, found.sourceServerId(), pingType(), state -> onState(state, source));
        List<ServerId> all = cluster.members().stream().map(Member::id).toList();
        try (NodeTools.Ready ready = wiring.world().nodes().keepReady(all)) {
            return Optional.of(monitor.untilDead());
        }
    }

    private void onState(MonitorState state, ServerId source) {
        StatusFile.State shown =
                switch (state) {
                    case WATCHING -> StatusFile.State.PING_OK;
                    case SUSPECTING, CONFIRMING -> StatusFile.State.PING_FAILING;
                    case DEAD -> StatusFile.State.PING_FAILED;
                };
        show(shown, source.host());
        watchLog.tell(state, source);
    }

    /** The status file is for onlookers: a disk that is full ends neither the watching nor a failover. */
    private void show(StatusFile.State state, String source) {
        try {
            status.write(state, source);
            isStatusShown = true;
        } catch (Problem problem) {
            if (isStatusShown) {
                story.warn("status", Optional.empty(), "it is not shown any more: " + problem.sentence());
            }
            isStatusShown = false;
        }
    }

    /** A forgotten marker would switch the failover off without a word until the night it is needed. */
    private void warnOfMarkers() {
        if (options.ignoreLastFailover) {
            return;
        }
        try {
            markers.check(Duration.ofMinutes(options.lastFailoverMinute));
        } catch (Problem blocked) {
            story.warn("check", Optional.empty(), "a failover would be refused: " + blocked.sentence());
        }
    }

    int failOver(Wiring wiring, Failover failover, FailedSource dead) {
        show(StatusFile.State.FAILOVER_RUNNING, dead.id().host());
        FailoverReport report = failover.run(dead);
        if (report.exitCode() != 0) {
            show(StatusFile.State.FAILOVER_ERROR, dead.id().host());
        }
        if (report.begun()) {
            new FailoverEnd(story, workdir, config.application(), addresses())
                    .tell(report, (subject, body) -> wiring.world()
                            .hooks()
                            .report(report.failed(), report.newSource(), report.followers(), subject, body));
        }
        if (options.removeDead && report.exitCode() == 0) {
            boolean removed = new CnfStore(config.file(), config.servers()).removeServer(dead.id());
            story.tell(
                    "done",
                    Optional.of(dead.id()),
                    removed ? "its block is taken out of " + config.file() : "it has no block in " + config.file());
        }
        if (report.exitCode() != 0) {
            pause(options.waitOnFailoverError, "--wait_on_failover_error");
        }
        return report.exitCode();
    }

    private Preflight.Findings preflight(Wiring wiring, Cluster cluster, boolean ssh, boolean health) {
        return new Preflight(
                        wiring.world(),
                        cluster,
                        new Preflight.Options(
                                ssh,
                                config.settings().checkFilter(),
                                options.ignoreFailOnStart,
                                Optional.of(Duration.ofSeconds(options.secondsBehind))
                                        .filter(limit -> health),
                                Startup.uncheckedHosts(config),
                                !options.skipSave,
                                policy().election()))
                .check();
    }

    Wiring wiring() {
        return Wiring.of(config, Startup.home(), Startup.journal(workdir, config), story);
    }

    FailoverPolicy policy() {
        Optional<ServerId> forced = options.newHost.map(host -> new ServerId(host, options.newPort));
        return new FailoverPolicy(
                new ElectionPolicy(ElectionPolicy.Kind.named(config.settings().election()), forced),
                !options.skipSave,
                !options.skipChange,
                !options.skipOpen,
                true);
    }
}

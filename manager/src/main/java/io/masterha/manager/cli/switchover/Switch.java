package io.masterha.manager.cli.switchover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.switchover.Switchover;
import io.masterha.manager.app.switchover.SwitchoverRequest;
import io.masterha.manager.cli.manage.InterruptedSwitchover;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.cli.start.Terminal;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.cli.workdir.Journals;
import io.masterha.manager.cli.workdir.OneManager;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.config.CnfStore;
import io.masterha.manager.config.ServerConfig;
import io.masterha.manager.execute.SwitchoverReport;
import io.masterha.manager.plan.ElectionPolicy;
import io.masterha.manager.port.Ready;
import io.masterha.manager.port.Story;
import io.masterha.manager.report.SwitchoverText;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** masterha-switch: makes another server the source, while all live or after the source has died. */
public final class Switch {
    private final SwitchOptions options;
    private final ClusterConfig config;
    private final Path workdir;
    private final Story story;

    private Switch(SwitchOptions options, ClusterConfig config, Path workdir, Story story) {
        this.options = options;
        this.config = config;
        this.workdir = workdir;
        this.story = story;
    }

    public static int run(SwitchOptions options) {
        if (options.isDead()) {
            return SwitchDead.run(options);
        }
        ClusterConfig config = Startup.config(options);
        List<String> unknown = options.unknownToAlive();
        if (!unknown.isEmpty()) {
            throw Problem.of(
                            ManagerError.UNKNOWN_OPTION,
                            "unknown with --master_state=alive: " + String.join(" ", unknown))
                    .next("masterha-switch --help");
        }
        Path workdir = Startup.workdir(options, config);
        Story story = Startup.story(System.out, config);
        return new Switch(options, config, workdir, story).alive();
    }

    @SuppressWarnings("try") // the lock is held, not used
    private int alive() {
        if (options.checkOnly || options.dryRun) {
            return look();
        }
        try (OneManager only = OneManager.claim(workdir, config.application());
                CalledOff calledOff = new CalledOff()) {
            Optional<SwitchoverReport> recovered = InterruptedSwitchover.recover(config, workdir, story);
            if (recovered.isPresent()) {
                return publish(recovered.get());
            }
            requireNoFailover();
            return publish(options.interactive == 0 ? switchOver(p -> true, newSource(), calledOff) : ask(calledOff));
        }
    }

    private Optional<ServerId> newSource() {
        return options.newSource();
    }

    private int look() {
        Journals.SWITCHOVER
                .unfinished(workdir, config)
                .ifPresent(file -> story.warn(
                        "check",
                        Optional.empty(),
                        "a switchover was interrupted, journal " + file
                                + ": masterha-switch --conf=FILE finishes it or goes back"));
        try (Wiring wiring = wiring()) {
            Optional<Switchover.Preview> preview =
                    new Switchover(wiring.world(), wiring.cluster(), request(newSource())).preview();
            if (preview.isPresent() && options.dryRun) {
                System.out.println(preview.get().because());
                preview.get().plans().format().forEach(System.out::println);
            }
            System.out.println((preview.isPresent() ? "A switchover could be made." : "No switchover can be made.")
                    + " Nothing was changed.");
            return preview.isPresent() ? 0 : 1;
        }
    }

    /** All questions come before anything is changed; what was agreed to is what is done, or nothing. */
    private SwitchoverReport ask(CalledOff calledOff) {
        Terminal terminal = new Terminal();
        Optional<ServerId> forced = newSource();
        while (true) {
            Optional<Switchover.Preview> preview;
            try (Wiring wiring = wiring()) {
                preview = new Switchover(wiring.world(), wiring.cluster(), request(forced)).preview();
            }
            if (preview.isEmpty()) {
                throw Problem.of(ManagerError.PREFLIGHT_FAILED, "no switchover can be made now")
                        .next("mend what the log names");
            }
            List<String> shown = preview.get().plans().format();
            shown.forEach(System.out::println);
            System.out.println(preview.get().because());
            boolean script = !config.settings().scripts().ipOnlineChange().isEmpty();
            boolean goesOn = script
                    || terminal.agrees("master_ip_online_change_script is not set: no address is moved, and"
                            + " connections stay where they are. Go on?");
            ServerId from = preview.get().topology().source().id();
            ServerId to = preview.get().plans().there().newSource();
            if (goesOn && terminal.agrees("Starting master switch from " + from + " to " + to + "?")) {
                return switchOver(p -> p.plans().format().equals(shown), Optional.of(to), calledOff);
            }
            String other =
                    goesOn ? terminal.answer("Name another server (host or host:port), or nothing to stop: ") : "";
            if (other.isEmpty()) {
                throw Problem.of(ManagerError.CALLED_OFF, "the switchover was called off");
            }
            forced = Optional.of(ServerId.parse(other));
        }
    }

    @SuppressWarnings("try") // what is ready is held, not used
    private SwitchoverReport switchOver(
            Function<Switchover.Preview, Boolean> agreed, Optional<ServerId> forced, CalledOff calledOff) {
        try (Wiring wiring = wiring();
                Ready ahead = ahead(wiring, forced)) {
            return new Switchover(wiring.world(), wiring.cluster(), request(forced)).run(agreed, calledOff);
        }
    }

    /** Begins, beside the checks, what moving an address needs: sessions, and node commands where the source will be. */
    private Ready ahead(Wiring wiring, Optional<ServerId> forced) {
        if (config.settings().scripts().ipOnlineChange().isEmpty()) {
            return () -> {};
        }
        wiring.hosts().logInAhead();
        List<ServerId> known = config.servers().stream().map(ServerConfig::id).toList();
        return wiring.world()
                .nodes()
                .keepReady(forced.filter(known::contains).stream().toList(), false);
    }

    private void requireNoFailover() {
        Journals.FAILOVER.unfinished(workdir, config).ifPresent(file -> {
            throw Problem.of(ManagerError.FAILOVER_BLOCKED, "a failover was interrupted: " + file)
                    .why("the servers are in between")
                    .next("masterha-manager --conf=FILE --resume finishes the failover or undoes it");
        });
    }

    private int publish(SwitchoverReport report) {
        SwitchoverText.body(report).forEach(line -> story.tell("report", Optional.empty(), line));
        Path file = workdir.resolve(config.application() + ".switchover.json");
        try {
            Path temporary = workdir.resolve(config.application() + ".switchover.json.new");
            Files.writeString(temporary, SwitchoverText.json(report));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // What was done was done: the exit code tells of that.
            story.warn("report", Optional.empty(), "the report is not in " + file + ": " + e);
        }
        boolean removes = options.removeOld && !options.oldFollows && report.exitCode() == 0;
        if (removes) {
            ServerId old = report.oldSource().orElseThrow();
            boolean removed = new CnfStore(config.file(), config.servers()).removeServer(old);
            story.tell(
                    "done",
                    Optional.of(old),
                    removed ? "its block is taken out of " + config.file() : "it has no block");
        }
        return report.exitCode();
    }

    private Wiring wiring() {
        return Wiring.of(config, Startup.home(), Journals.SWITCHOVER.next(workdir, config), story);
    }

    private SwitchoverRequest request(Optional<ServerId> forced) {
        boolean skipReset =
                config.servers().stream().anyMatch(server -> server.flags().skipReset());
        boolean hasLogin = config.servers().stream()
                .allMatch(server -> server.replicationUser().isPresent());
        return new SwitchoverRequest(
                new ElectionPolicy(ElectionPolicy.Kind.named(config.settings().election()), forced),
                Duration.ofSeconds(options.runningUpdates),
                Duration.ofSeconds(options.runningSeconds),
                Duration.ofSeconds(options.secondsBehind),
                Duration.ofSeconds(options.waitForWrites),
                Duration.ofSeconds(options.catchUpLimit),
                options.endWrites,
                !options.skipLock,
                options.flushTables != 0,
                options.oldFollows,
                hasLogin,
                !config.settings().scripts().ipOnlineChange().isEmpty(),
                !skipReset,
                config.settings().checkFilter());
    }
}

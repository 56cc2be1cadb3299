package io.masterha.manager.cli.rejoin;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.World;
import io.masterha.manager.app.rejoin.LastChange;
import io.masterha.manager.app.rejoin.Rejoin;
import io.masterha.manager.app.rejoin.RejoinPolicy;
import io.masterha.manager.app.rejoin.ReturnLook;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.cli.workdir.ChangeJournals;
import io.masterha.manager.cli.workdir.Journals;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.config.ServerConfig;
import io.masterha.manager.execute.RejoinReport;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ReturnVerdict;
import io.masterha.manager.topology.ReturnedServers.Returned;
import io.masterha.manager.topology.ServerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** masterha-rejoin: brings servers back that were the source, or says why they have to stay apart. */
public final class RejoinServer {
    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final Duration PACE = Duration.ofMillis(10);

    private final RejoinOptions options;
    private final ClusterConfig config;
    private final Path workdir;
    private final Story story;
    private final Optional<ServerId> named;

    private RejoinServer(RejoinOptions options, ClusterConfig config, Path workdir, Story story) {
        this.options = options;
        this.config = config;
        this.workdir = workdir;
        this.story = story;
        this.named = options.server.map(this::configured);
    }

    public static int run(RejoinOptions options) {
        ClusterConfig config = Startup.config(options);
        if (!options.unknown.isEmpty()) {
            throw Problem.of(ManagerError.UNKNOWN_OPTION, "unknown: " + String.join(" ", options.unknown))
                    .next("masterha-rejoin --help");
        }
        Path workdir = Startup.workdir(options, config);
        return new RejoinServer(options, config, workdir, Startup.story(System.out, config)).run();
    }

    private int run() {
        requireNothingUnfinished();
        try (Wiring wiring = Wiring.of(config, Startup.home(), Journals.REJOIN.next(workdir, config), story)) {
            List<LastChange> changes = ChangeJournals.in(
                    workdir,
                    config.application(),
                    config.servers().stream().map(ServerConfig::id).toList());
            if (options.dryRun) {
                return look(wiring, changes);
            }
            ReturnedRuns runs = new ReturnedRuns(config, workdir, story, wiring, changes, policy(), () -> {});
            int exit = runs.resume();
            if (options.release) {
                return release(wiring, changes, runs);
            }
            ReturnLook look = ReturnLook.at(wiring.world(), wiring.cluster(), changes);
            requireSource(look);
            List<Returned> returned = returned(look);
            if (returned.isEmpty() && exit == 0) {
                story.tell("rejoin", Optional.empty(), nobody(look));
                return named.filter(look.silent()::contains).isPresent() ? 1 : 0;
            }
            for (Returned one : returned) {
                exit = worse(exit, runs.run(look, one));
            }
            return exit;
        }
    }

    private static int worse(int one, RejoinReport other) {
        int exit = other.exitCode();
        return one == 1 || exit == 1 ? 1 : Math.max(one, exit);
    }

    private RejoinPolicy policy() {
        return options.rewind ? RejoinPolicy.REWIND : RejoinPolicy.ATTACH;
    }

    private List<Returned> returned(ReturnLook look) {
        return look.returned().stream()
                .filter(one -> named.isEmpty() || named.equals(Optional.of(one.id())))
                .toList();
    }

    private String nobody(ReturnLook look) {
        if (named.isEmpty()) {
            return "no server came back: all that answer are replicas of "
                    + look.source().source().orElseThrow()
                    + (look.silent().isEmpty() ? "" : "; no answer from " + look.silent());
        }
        return named.get()
                + (look.silent().contains(named.get())
                        ? " does not answer; start it with read_only=1, or let --release wait for it"
                        : " is where it belongs");
    }

    private int look(Wiring wiring, List<LastChange> changes) {
        ReturnLook look = ReturnLook.at(wiring.world(), wiring.cluster(), changes);
        requireSource(look);
        Rejoin rejoin = new Rejoin(wiring.world(), wiring.cluster(), changes, policy(), () -> {});
        List<Returned> returned = returned(look);
        if (returned.isEmpty()) {
            System.out.println(nobody(look));
        }
        boolean isLeft = false;
        for (Returned one : returned) {
            Rejoin.Preview preview = rejoin.preview(look, one);
            System.out.println(one.id() + ": " + one.because());
            System.out.println(one.id() + ": " + preview.verdict().sentence());
            if (!preview.acknowledged().isEmpty()) {
                System.out.println(one.id() + ": " + preview.acknowledged());
            }
            if (!preview.obstacle().isEmpty()) {
                System.out.println(one.id() + ": it would not be rewound: " + preview.obstacle());
            }
            preview.format().forEach(System.out::println);
            isLeft |= !(preview.verdict() instanceof ReturnVerdict.NothingMore);
        }
        System.out.println("Nothing was changed.");
        return isLeft && !options.rewind ? 10 : 0;
    }

    private void requireSource(ReturnLook look) {
        if (look.source().source().isEmpty()) {
            throw Problem.of(
                            ManagerError.PREFLIGHT_FAILED,
                            "it is not clear who is the source: "
                                    + look.source().because())
                    .why("a server is brought back only behind a source that is known for certain")
                    .next("masterha-check-repl --conf=" + config.file()
                            + "; with journals elsewhere give their directory" + " with --manager_workdir");
        }
    }

    private void requireNothingUnfinished() {
        Journals.FAILOVER.unfinished(workdir, config).ifPresent(file -> {
            throw unfinished("a failover", file);
        });
        Journals.SWITCHOVER.unfinished(workdir, config).ifPresent(file -> {
            throw unfinished("a switchover", file);
        });
    }

    private static Problem unfinished(String what, Path file) {
        return Problem.of(ManagerError.FAILOVER_BLOCKED, what + " was interrupted: " + file)
                .why("the servers are in between")
                .next("masterha-manager --conf=FILE --resume finishes that, or undoes it");
    }

    /** Ends what keeps it down, and closes it the moment it answers: its configuration may let it come up writable. */
    private int release(Wiring wiring, List<LastChange> changes, ReturnedRuns runs) {
        ServerId id = named.orElseThrow();
        World world = wiring.world();
        // Also makes everything warm: the moment counts in which it answers.
        ReturnLook before = ReturnLook.at(world, wiring.cluster(), changes);
        requireSource(before);
        ServerId source = before.source().source().orElseThrow();
        changes.stream()
                .findFirst()
                .filter(c -> c.oldSource().equals(id) && !c.keptDownBy().isEmpty())
                .ifPresent(change -> {
                    boolean removed = world.hosts().endKeepingDown(id, change.keptDownBy());
                    story.tell(
                            "rejoin",
                            Optional.of(id),
                            removed
                                    ? "not kept down any more: removed " + change.keptDownBy()
                                    : "nothing keeps it down any more");
                });
        long until =
                world.time().nanos() + Duration.ofSeconds(options.waitSeconds).toNanos();
        story.tell("rejoin", Optional.of(id), "waiting " + options.waitSeconds + " s for it to be started");
        while (!world.servers().ping(id, PingType.CONNECT, PROBE).isSignOfLife()) {
            if (world.time().nanos() > until) {
                throw Problem.of(
                                ManagerError.PREFLIGHT_FAILED,
                                id + " was not started within " + options.waitSeconds + " s")
                        .why("nothing of ours keeps it down any more")
                        .next("start it with read_only=1, then masterha-rejoin --conf=FILE again");
            }
            world.time().sleep(PACE);
        }
        Optional<RejoinReport> report = runs.meet(id, source, () -> ReturnLook.at(world, wiring.cluster(), changes));
        if (report.isEmpty()) {
            story.tell("rejoin", Optional.of(id), "it is where it belongs");
        }
        return report.map(RejoinReport::exitCode).orElse(0);
    }

    private ServerId configured(String name) {
        ServerId id = ServerId.parse(name);
        return config.servers().stream()
                .map(ServerConfig::id)
                .filter(id::equals)
                .findFirst()
                .orElseThrow(() -> Problem.of(ManagerError.NOT_CONFIGURED, id + " is not in " + config.file())
                        .why("there are: "
                                + config.servers().stream()
                                        .map(s -> s.id().toString())
                                        .toList())
                        .next("name the server as the configuration does"));
    }
}

package io.masterha.bench.live;

import com.github.dockerjava.api.model.HostConfig;
import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Repository;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import io.masterha.it.run.ManagerJournal;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import io.masterha.it.run.SwitchRun;
import io.masterha.it.run.SwitchScene;
import io.masterha.it.run.SwitchSetting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The rounds of masterha: each on fresh servers, as a process of the distribution. */
final class Ours {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int FEW = 3;
    /**
     * For each server: some seconds after its start a manager has opened the connections that it keeps ready, and started a
     * process on each host, which takes the longer the more servers share this machine.
     */
    private static final Duration AT_EASE = Duration.ofSeconds(1);

    private final Flavour flavour;
    private final ReplicationMode mode;

    Ours(Flavour flavour, ReplicationMode mode) {
        this.flavour = flavour;
        this.mode = mode;
    }

    /** What a failover gave: the first acknowledged write, and when the last replica followed. */
    record Failover(Sample write, Sample follow, int lost) {}

    Failover failover(Fault fault, boolean throughAddress, String... lines) throws IOException {
        SceneSetting setting = Scene.named("bench").hosts(4);
        if (fault == Fault.PAUSED) {
            // Its kernel still answers for the address: nobody else gets that before the power is off.
            setting.byDefault(
                    "shutdown_script=" + Path.of("bench/lab/power-off").toAbsolutePath());
        }
        return failover(fault, throughAddress ? setting.throughVirtualAddress() : setting, lines);
    }

    /**
     * A killed source with three replicas, or with sixteen: two servers on each host but the first. The client knows the
     * first four servers in both cases, and three are watched: else the bench's own asking is what differs. So none of the
     * others may become the source.
     */
    Failover among(Crowd crowd) throws IOException {
        int replicas = crowd.replicas();
        SceneSetting setting = Scene.named("bench")
                .hosts(replicas == 16 ? 9 : 4)
                .clientKnows(FEW + 1)
                .serverOption("--innodb-use-native-aio=0");
        for (int n = 2; replicas == 16 && n <= 9; n++) {
            setting.instanceBeside(n);
        }
        for (int n = FEW + 2; n <= replicas + 1; n++) {
            setting.block(n, "no_master=1");
        }
        if (crowd.inMemory()) {
            setting.host(Ours::keepInMemory);
        }
        return failover(Fault.CURRENT, crowd.throughAddress() ? setting.throughVirtualAddress() : setting);
    }

    /** Hosts have disks of their own; here all of them would wait for one. */
    private static void keepInMemory(int n, HostConfig config) {
        Map<String, String> mounts = new HashMap<>(Objects.requireNonNull(config.getTmpFs()));
        for (String directory : List.of("/var/lib/mysql", "/var/lib/mysql-3307")) {
            mounts.put(directory, "rw,size=2g");
        }
        config.withTmpFs(mounts);
    }

    private Failover failover(Fault fault, SceneSetting setting, String... lines) throws IOException {
        for (String line : lines) {
            setting.byDefault(line);
        }
        try (Scene scene = setting.start(flavour, mode)) {
            List<LabHost> survivors = scene.lab().without(scene.db(1));
            scene.writesFor(AT_EASE.multipliedBy(survivors.size() + 1L));
            Instant kill = fault.strike(scene.lab().hosts(), scene.replication(), scene.writer());
            try (FollowWatch follow = FollowWatch.begin(survivors.subList(0, FEW), survivors, scene.replication())) {
                int exit = scene.manager().awaitExit(LIMIT);
                if (exit != 0) {
                    throw new IllegalStateException("the manager exited " + exit + ": " + refusal(scene));
                }
                scene.writer().awaitAckAfter(Instant.now(), LIMIT);
                Instant following = follow.end(LIMIT);
                Duration outage = scene.outage(kill);
                scene.writer().stop();
                Report report = scene.manager().report();
                int lost = Rows.missing(scene.writer(), scene.newSource(report)).size();
                return new Failover(
                        write(kill, outage, scene.journal(), report), follow(kill, following, report), lost);
            }
        }
    }

    private static String refusal(Scene scene) {
        List<String> lines = scene.manager().log().lines().toList();
        return String.join(" / ", lines.subList(Math.max(0, lines.size() - 4), lines.size()));
    }

    private static Sample write(Instant kill, Duration outage, ManagerJournal journal, Report report) {
        Sample sample = Sample.of(outage);
        sample.steps().put("verdict", Duration.between(kill, journal.began()).toMillis());
        Instant fenced = journal.fenced().orElse(journal.began());
        sample.steps().put("fence", Duration.between(journal.began(), fenced).toMillis());
        sample.steps()
                .put("read, plan", Duration.between(fenced, journal.planned()).toMillis());
        for (Report.Phase phase : report.phases()) {
            sample.steps().merge(phase.title(), phase.millis(), Long::sum);
            if (phase.title().equals("PROMOTE")) {
                break;
            }
        }
        long told = sample.steps().values().stream().mapToLong(Long::longValue).sum();
        sample.steps().put("the client finds it", outage.toMillis() - told);
        return sample;
    }

    private static Sample follow(Instant kill, Instant following, Report report) {
        Sample sample = Sample.of(Duration.between(kill, following));
        boolean open = false;
        for (Report.Phase phase : report.phases()) {
            if (open) {
                sample.steps().merge(phase.title(), phase.millis(), Long::sum);
            }
            open |= phase.title().equals("PROMOTE");
        }
        return sample;
    }

    /** Switches there and back on the same servers. */
    record Switch(Sample gap, Sample command) {}

    List<Switch> switches(int rounds, boolean throughAddress) throws IOException {
        SwitchSetting setting = SwitchScene.named("bench-switch").hosts(4);
        List<Switch> done = new ArrayList<>();
        try (SwitchScene scene = (throughAddress ? setting.throughVirtualAddress() : setting).start(flavour, mode)) {
            // MHA's node tools are installed with its package; ours are brought by the first check of the cluster.
            if (scene.command("masterha-check-repl", "").exit() != 0) {
                throw new IllegalStateException("the check failed: " + scene.directory());
            }
            for (int round = 1; round <= rounds; round++) {
                LabHost to = scene.db(round % 2 == 0 ? 1 : 2);
                scene.writesFor(Duration.ofSeconds(1));
                SwitchRun run = scene.begin("--orig_master_is_new_slave", "--new_master_host=" + to);
                if (run.exit() != 0) {
                    throw new IllegalStateException("the switch failed: " + run.log());
                }
                Instant end = run.begun().plus(run.took());
                scene.writer().awaitAckAfter(end, LIMIT);
                Sample gap = Sample.of(scene.writer().longestGap(run.begun(), Instant.MAX));
                scene.report().phases().forEach(p -> gap.steps().merge(p.title(), p.millis(), Long::sum));
                gap.steps().put("writes stopped in all", scene.report().writesStoppedMillis());
                done.add(new Switch(gap, Sample.of(run.took())));
            }
            scene.writer().stop();
            int lost = Rows.missing(scene.writer(), scene.db(rounds % 2 == 0 ? 1 : 2))
                    .size();
            if (lost > 0) {
                throw new IllegalStateException(lost + " acknowledged rows are missing: " + scene.directory());
            }
        }
        return done;
    }

    /** Start-up check, help, status and the way to watching, on so many servers. */
    void commands(int hosts, int rounds, Table table, Commands names) throws IOException {
        try (Scene scene = Scene.named("bench-commands").hosts(hosts).start(flavour, mode)) {
            String conf = scene.directory().resolve("app.cnf").toString();
            for (int round = 0; round < rounds; round++) {
                table.ours(names.check()).add(command("masterha-check-repl", "--conf", conf));
                if (names.more()) {
                    table.ours(Commands.HELP).add(command("masterha-manager", "--help"));
                    table.ours(Commands.STATUS).add(command("masterha-check-status", "--conf", conf));
                    scene.manager().close();
                    long begin = System.nanoTime();
                    scene.startManagerAgain();
                    Until.holds("it watches", LIMIT, scene.manager()::watches, scene.manager()::log);
                    table.ours(Commands.WATCH).add(Sample.of(Duration.ofNanos(System.nanoTime() - begin)));
                }
            }
        }
    }

    private static Sample command(String name, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(
                List.of(Repository.distribution().resolve("bin").resolve(name).toString()));
        words.addAll(List.of(arguments));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", words) + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return Sample.of(Duration.ofNanos(System.nanoTime() - begin));
    }
}

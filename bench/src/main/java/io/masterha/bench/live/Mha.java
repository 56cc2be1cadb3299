package io.masterha.bench.live;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same rounds of MHA 0.58. */
final class Mha {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    /** What its log says at the end of a step, and what we call the step. */
    private static final Map<String, String> STEPS = new LinkedHashMap<>();

    static {
        STEPS.put("Master is not reachable from health checker!", "pings fail");
        STEPS.put("Phase 1: Configuration Check Phase..", "configuration read again");
        STEPS.put("Phase 2: Dead Master Shutdown Phase..", "configuration check");
        STEPS.put("Phase 3: Master Recovery Phase..", "address off");
        STEPS.put("Phase 3.2: Saving Dead Master", "latest replicas");
        STEPS.put("Phase 3.3: Determining New Master Phase..", "save binlog");
        STEPS.put("Phase 3.4: New Master Diff Log Generation Phase..", "new source");
        STEPS.put("Phase 3.5: Master Log Apply Phase..", "its diff");
        STEPS.put("Phase 4: Slaves Recovery Phase..", "apply, open, address on");
    }

    private final Flavour flavour;
    private final ReplicationMode mode;

    Mha(Flavour flavour, ReplicationMode mode) {
        this.flavour = flavour;
        this.mode = mode;
    }

    Ours.Failover failover(Fault fault) throws IOException {
        try (MhaScene scene = MhaScene.start(flavour, mode, 4)) {
            scene.startManager();
            Instant kill = fault.strike(scene.lab().hosts(), scene.replication(), scene.writer());
            List<LabHost> survivors = scene.lab().without(scene.db(1));
            try (FollowWatch follow = FollowWatch.begin(survivors, scene.replication())) {
                scene.awaitEndOfManager(LIMIT);
                scene.writer().awaitAckAfter(Instant.now(), LIMIT);
                Instant following = follow.end(LIMIT);
                Duration outage = scene.writer().outage(kill);
                scene.writer().stop();
                LabHost newSource = survivors.stream()
                        .filter(h -> h.value("SELECT @@global.read_only").equals("0"))
                        .findFirst()
                        .orElseThrow();
                int lost = Rows.missing(scene.writer(), newSource).size();
                return new Ours.Failover(
                        steps(Sample.of(outage), kill, scene.log()),
                        Sample.of(Duration.between(kill, following)),
                        lost);
            }
        }
    }

    private static Sample steps(Sample sample, Instant kill, List<String> log) {
        double last = kill.toEpochMilli() / 1000.0;
        for (Map.Entry<String, String> step : STEPS.entrySet()) {
            for (String line : log) {
                if (line.contains(step.getKey())) {
                    double at = Double.parseDouble(line.substring(0, line.indexOf(' ')));
                    sample.steps().put(step.getValue(), Math.round((at - last) * 1000));
                    last = at;
                    break;
                }
            }
        }
        return sample;
    }

    List<Ours.Switch> switches(int rounds) throws IOException {
        List<Ours.Switch> done = new ArrayList<>();
        try (MhaScene scene = MhaScene.start(flavour, mode, 4)) {
            for (int round = 1; round <= rounds; round++) {
                LabHost to = scene.db(round % 2 == 0 ? 1 : 2);
                scene.writer().awaitAckAfter(Instant.now().plusSeconds(1), LIMIT);
                Instant begin = Instant.now();
                Duration took = scene.command("masterha_master_switch --conf=" + MhaScene.CONFIG
                        + " --master_state=alive --orig_master_is_new_slave --interactive=0"
                        + " --new_master_host=" + to.address() + " --new_master_port=" + to.port());
                scene.writer().awaitAckAfter(begin.plus(took), LIMIT);
                Duration gap = scene.writer().longestGap(begin, Instant.MAX);
                done.add(new Ours.Switch(Sample.of(gap), Sample.of(took)));
                Until.passed(Duration.ofMillis(500));
            }
            return done;
        }
    }

    void commands(int hosts, int rounds, Table table, Commands names) throws IOException {
        try (MhaScene scene = MhaScene.start(flavour, mode, hosts)) {
            for (int round = 0; round < rounds; round++) {
                table.theirs(names.check())
                        .add(Sample.of(scene.command("masterha_check_repl --conf=" + MhaScene.CONFIG)));
                if (names.more()) {
                    table.theirs(Commands.HELP).add(Sample.of(scene.command("masterha_manager --help")));
                    table.theirs(Commands.WATCH).add(Sample.of(scene.startManager()));
                    table.theirs(Commands.STATUS)
                            .add(Sample.of(scene.command("masterha_check_status --conf=" + MhaScene.CONFIG)));
                    scene.command("masterha_stop --conf=" + MhaScene.CONFIG);
                    scene.awaitEndOfManager(LIMIT);
                }
            }
        }
    }
}

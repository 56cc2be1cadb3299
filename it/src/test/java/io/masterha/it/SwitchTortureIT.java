package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Until;
import io.masterha.it.run.SwitchRun;
import io.masterha.it.run.SwitchScene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command is killed at a random moment, again and again; the next one always leaves one source that takes writes. */
@Tag("on-demand")
@Tag("switch")
@Tag("switch-torture")
class SwitchTortureIT {
    private static final int ROUNDS = Integer.getInteger("lab.rounds", 15);
    private static final long SEED = Long.getLong("lab.seed", System.nanoTime());

    @Test
    void killed_at_any_moment_the_next_command_leaves_one_source_that_takes_writes() throws Exception {
        Random random = new Random(SEED);
        Map<String, Integer> outcomes = new TreeMap<>();
        try (SwitchScene scene = SwitchScene.start("switch-torture", Selected.flavour(), Selected.mode())) {
            LabHost source = scene.db(1);
            SwitchRun last = scene.begin("--check_only");
            for (int round = 1; round <= ROUNDS; round++) {
                LabHost to = source.equals(scene.db(1)) ? scene.db(2) : scene.db(1);
                SwitchRun killed = scene.begin("--orig_master_is_new_slave", "--new_master_host=" + to);
                if (random.nextInt(3) > 0) {
                    killed.await("** Phase 1");
                    Until.passed(Duration.ofMillis(random.nextInt(300)));
                } else {
                    Until.passed(Duration.ofMillis(300 + random.nextInt(1200)));
                }
                killed.kill();
                last = scene.begin("--orig_master_is_new_slave", "--new_master_host=" + to);
                int exit = last.exit();
                LabHost now = scene.writer()
                        .awaitAckAfter(Instant.now(), Duration.ofSeconds(10))
                        .server();
                String log = "seed " + SEED + " round " + round + "\n" + killed.log() + last.log();
                // 1: undone, or the killed one was through already and this one had nothing to do.
                boolean interrupted = last.log().contains("an earlier switchover was interrupted");
                boolean undone = last.log().contains("was undone");
                boolean over = last.log().contains("is the source already");
                assertTrue(exit == 0 || undone || over, log);
                assertEquals(undone ? source : to, now, log);
                outcomes.merge(
                        undone
                                ? "undone"
                                : over ? "killed too late" : interrupted ? "finished" : "killed before it had begun",
                        1,
                        Integer::sum);
                for (LabHost other : List.of(scene.db(1), scene.db(2), scene.db(3))) {
                    assertEquals(other.equals(now) ? "0" : "1", other.value("SELECT @@global.read_only"), log);
                }
                source = now;
                LabHost followed = now;
                for (LabHost other : List.of(scene.db(1), scene.db(2), scene.db(3))) {
                    Until.holds(
                            other + " follows " + now,
                            Duration.ofSeconds(20),
                            () -> other.equals(followed) || scene.replication().follows(other, followed),
                            () -> log);
                }
            }
            scene.ends(source, true, last);
            scene.line(ROUNDS + " times killed, seed " + SEED + ": " + outcomes + "; no row lost, never two writable");
        }
    }
}

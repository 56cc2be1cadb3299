package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.run.SwitchRun;
import io.masterha.it.run.SwitchScene;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The operator says that the source is dead: it is believed only if it is. */
@Tag("on-demand")
@Tag("switch")
@Execution(ExecutionMode.CONCURRENT)
class SwitchDeadIT {
    private static final String DEAD = "--master_state=dead";
    private static final String NAMED = "--dead_master_host=db1";

    @Test
    void a_failover_by_hand_is_refused_while_the_source_lives_and_done_when_it_is_dead() throws Exception {
        try (SwitchScene scene = SwitchScene.start("switch-dead", Selected.flavour(), Selected.mode())) {
            scene.writesFor(Duration.ofSeconds(1));
            SwitchRun nobody = scene.command("masterha_master_switch", "", DEAD, "--interactive=0");
            assertEquals(1, nobody.exit(), nobody::log);
            SwitchRun alive = scene.command("masterha_master_switch", "", DEAD, NAMED, "--interactive=0");
            assertEquals(1, alive.exit(), alive::log);
            assertTrue(alive.log().contains("db1 is not dead"), alive::log);
            SwitchRun stranger =
                    scene.command("masterha_master_switch", "", DEAD, "--dead_master_host=db9", "--interactive=0");
            assertEquals(1, stranger.exit(), stranger::log);
            scene.stillWrites();

            Instant kill = scene.db(1).killServer();
            SwitchRun dry = scene.command("masterha-switch", "", DEAD, NAMED, "--dry-run");
            assertEquals(0, dry.exit(), dry::log);
            assertTrue(dry.log().contains("Nothing was changed."), dry::log);
            SwitchRun no = scene.command("masterha_master_switch", "yes\nno\n", DEAD, NAMED);
            assertEquals(1, no.exit(), no::log);
            assertEquals("1", scene.db(2).value("SELECT @@global.read_only"), no::log);

            SwitchRun yes = scene.command("masterha_master_switch", "yes\nyes\n", DEAD, NAMED, "--ssh_reachable=1");
            assertEquals(0, yes.exit(), yes::log);
            assertTrue(Files.exists(scene.directory().resolve("app.failover.complete")), yes::log);
            scene.line(
                    "by hand: %.2f s for the command; first write %.2f s after the kill, with a dry run and a no in between"
                            .formatted(
                                    yes.took().toMillis() / 1000.0,
                                    scene.writer().outage(kill).toMillis() / 1000.0));
            scene.ends(scene.db(2), false, yes);
            SwitchRun again = scene.command("masterha_master_switch", "", DEAD, NAMED, "--interactive=0");
            assertEquals(1, again.exit(), again::log);
        }
    }
}

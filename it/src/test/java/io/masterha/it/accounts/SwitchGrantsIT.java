package io.masterha.it.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.masterha.it.Selected;
import io.masterha.it.run.SwitchRun;
import io.masterha.it.run.SwitchScene;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An account with the grants of the README's quick start, and no more, exchanges the source, there and back. */
@Tag("on-demand")
@Execution(ExecutionMode.CONCURRENT)
@Tag("switch")
@Tag("grants-switch")
class SwitchGrantsIT {
    @Test
    void the_grants_of_the_quick_start_are_enough_for_a_switchover() throws Exception {
        try (SwitchScene scene = SwitchScene.start(
                "switch-grants", Selected.flavour(), Selected.mode(), "user=masterha", "password=smallpw")) {
            scene.replication()
                    .everywhere(
                            scene.db(1),
                            scene.lab().without(scene.db(1)),
                            Grants.of(Selected.flavour(), "172.%", "smallpw"));
            scene.writesFor(Duration.ofSeconds(1));
            SwitchRun there = scene.begin("--orig_master_is_new_slave", "--new_master_host=db2");
            assertEquals(0, there.exit(), there::log);
            assertFalse(isDenied(there), there::log);
            SwitchRun back = scene.begin("--orig_master_is_new_slave", "--new_master_host=db1");
            scene.hasSwitched(back, scene.db(1), true);
            assertFalse(isDenied(back), back::log);
        }
    }

    /** Apart from the list of prepared XA transactions, which needs a grant of its own. */
    private static boolean isDenied(SwitchRun run) {
        return run.log()
                .lines()
                .filter(line -> !line.contains("XA transactions cannot be listed"))
                .anyMatch(line -> line.toLowerCase(Locale.ROOT).contains("denied"));
    }
}

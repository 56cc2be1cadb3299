package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A manager that stood still lost its sessions, and another one acts: it does nothing that cannot be taken back. */
@Execution(ExecutionMode.CONCURRENT)
class TwoManagersTest {
    private static final int SEEDS = 2000;

    /** From the effect on all sessions are gone, and somebody else has the locks. */
    private static void losesTheLockAt(Scenario scenario, String effect) {
        SimWorld world = scenario.world;
        world.disturbance = name -> {
            if (name.startsWith(effect) && !world.hasRival) {
                world.hasRival = true;
                world.servers.values().forEach(server -> server.locks.clear());
            }
        };
    }

    @Test
    void nobody_is_opened_by_a_manager_that_lost_the_lock_in_the_middle_of_the_promotion() {
        int stopped = 0;
        for (Scenario scenario : CalmRuns.scenarios(SEEDS)) {
            losesTheLockAt(scenario, "take address");
            FailoverReport report = CalmRuns.run(scenario);
            if (!scenario.world.hasRival) {
                continue;
            }
            assertEquals(Optional.<ServerId>empty(), report.newSource(), report.toString());
            assertTrue(report.error().contains("the failover lock is not held any more"), report.error());
            scenario.world.servers.values().forEach(server -> assertTrue(!server.writable, server + " was opened"));
            stopped++;
        }
        assertTrue(stopped > 100, stopped + " stopped");
    }

    @Test
    void nobody_is_pointed_elsewhere_by_a_manager_that_lost_the_lock_after_the_promotion() {
        int stopped = 0;
        for (Scenario scenario : CalmRuns.scenarios(SEEDS)) {
            losesTheLockAt(scenario, "set writable");
            CalmRuns.run(scenario);
            if (!scenario.world.hasRival) {
                continue;
            }
            List<SimServer> moved = scenario.world.servers.values().stream()
                    .filter(server -> server.follows.isPresent() && !server.isThirdTier)
                    .toList();
            assertEquals(List.of(), moved);
            stopped++;
        }
        assertTrue(stopped > 100, stopped + " stopped");
    }
}

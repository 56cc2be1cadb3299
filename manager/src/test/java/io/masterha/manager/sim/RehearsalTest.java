package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.app.failover.Rehearsal;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.plan.FailoverPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A failover that is planned for nobody leaves no trace, whatever the cluster is like. */
@Execution(ExecutionMode.CONCURRENT)
class RehearsalTest {
    private static boolean rehearse(Scenario scenario) {
        return new Rehearsal(scenario.world.world(CalmRuns.ONE_AFTER_THE_OTHER), scenario.cluster, FailoverPolicy.USUAL)
                .run(scenario.world.source, 1);
    }

    private static void requireNoTrace(SimWorld world) {
        assertEquals(List.of(), world.killer.trace());
        assertEquals(List.of(), world.journal);
        assertEquals(List.of(), world.story);
    }

    @Test
    void it_changes_nothing_and_tells_nobody() {
        int planned = 0;
        for (Scenario scenario : CalmRuns.scenarios(2000)) {
            planned += rehearse(scenario) ? 1 : 0;
            requireNoTrace(scenario.world);
        }
        assertTrue(planned > 500, planned + " planned");
    }

    @Test
    void a_cluster_that_cannot_be_planned_for_stops_nobody() {
        for (Scenario scenario : CalmRuns.scenarios(500)) {
            scenario.world.servers.values().forEach(server -> server.alive = false);
            assertFalse(rehearse(scenario));
            requireNoTrace(scenario.world);
        }
    }

    @Test
    void the_failover_is_the_same_as_without_it() {
        List<Scenario> rehearsed = CalmRuns.scenarios(500);
        List<Scenario> plain = CalmRuns.scenarios(500);
        int succeeded = 0;
        for (int i = 0; i < plain.size(); i++) {
            boolean unused = rehearse(rehearsed.get(i));
            FailoverReport report = CalmRuns.run(rehearsed.get(i));
            FailoverReport expected = CalmRuns.run(plain.get(i));
            assertEquals(expected.newSource(), report.newSource());
            assertEquals(expected.error(), report.error());
            assertEquals(
                    plain.get(i).world.killer.trace(),
                    rehearsed.get(i).world.killer.trace());
            succeeded += report.newSource().isPresent() ? 1 : 0;
        }
        assertTrue(succeeded > 100, succeeded + " succeeded");
    }
}

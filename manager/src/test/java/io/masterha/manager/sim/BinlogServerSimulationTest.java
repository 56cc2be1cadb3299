package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.app.failover.Failover;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.plan.Safety;
import org.junit.jupiter.api.Test;

/** Copies on binlog servers are used where they are needed; the invariants say that nothing else happens to them. */
class BinlogServerSimulationTest {
    @Test
    void a_copy_that_reaches_further_than_everybody_else_is_used_and_the_loss_is_never_said_to_be_none() {
        int used = 0;
        try (Workers workers = Workers.sideBySide(1)) {
            for (long seed = 1; seed <= 4000; seed++) {
                Scenario scenario = Scenario.of(seed);
                scenario.world.killer.neverAgain();
                FailoverReport report = new Failover(
                                scenario.world.world(workers), scenario.cluster, scenario.policy.with(Safety.USUAL))
                        .run(scenario.dead);
                boolean isUsed =
                        scenario.world.story.stream().anyMatch(line -> line.contains("bytes, the copy on binlog1"))
                                && report.newSource().isPresent();
                if (isUsed) {
                    used++;
                    String word = report.loss().orElseThrow().word();
                    assertTrue(word.equals("bounded") || word.equals("unknown"), "seed " + seed + ": " + word);
                }
            }
        }
        assertTrue(used > 15, used + " copies were used");
    }
}

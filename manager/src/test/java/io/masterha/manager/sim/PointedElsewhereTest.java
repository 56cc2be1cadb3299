package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.port.Following;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Another failover is through between the first look at a replica and the lock on it: its work is not undone. */
@Execution(ExecutionMode.CONCURRENT)
class PointedElsewhereTest {
    @Test
    void a_replica_that_follows_another_one_behind_the_lock_stops_the_failover() {
        int refused = 0;
        for (Scenario scenario : CalmRuns.scenarios(500)) {
            List<SimServer> replicas = scenario.world.servers.values().stream()
                    .filter(server -> !server.isThirdTier && server.alive)
                    .toList();
            if (replicas.size() < 2) {
                continue;
            }
            SimServer moved = replicas.get(0);
            Following another = new Following(replicas.get(1).id, Optional.empty());
            scenario.world.disturbance = effect -> {
                if (effect.equals("lock " + moved.id)) {
                    moved.follows = Optional.of(another);
                }
            };
            FailoverReport report = CalmRuns.run(scenario);
            if (report.error().contains(moved.id + " does not follow")) {
                refused++;
            }
            assertEquals(Optional.empty(), report.newSource(), report.error());
        }
        assertTrue(refused > 100, refused + " refused");
    }
}

package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.plan.FailoverPolicy;
import io.masterha.manager.plan.FencePolicy;
import io.masterha.manager.plan.LossPolicy;
import io.masterha.manager.plan.QuorumPolicy;
import io.masterha.manager.plan.Safety;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A manager on the small side of a cut: it sees neither the source nor most of the replicas. */
@Execution(ExecutionMode.CONCURRENT)
class QuorumTest {
    private static final int SEEDS = 2000;

    private static FailoverPolicy policy(QuorumPolicy quorum) {
        return FailoverPolicy.USUAL.with(
                new Safety(FencePolicy.STRICT, LossPolicy.ACCEPT, Optional.of("switched off by hand"), quorum));
    }

    /** All but the first replica are out of reach, and three count at least. */
    private static List<Scenario> cut(boolean hostToo) {
        return CalmRuns.scenarios(SEEDS).stream()
                .filter(scenario -> replicas(scenario.world).size() >= 3)
                .peek(scenario -> {
                    List<SimServer> replicas = replicas(scenario.world);
                    replicas.forEach(server -> server.alive = server.equals(replicas.get(0)));
                    scenario.world.hostAnswers = !hostToo;
                    scenario.world.sourceUp = false;
                })
                .toList();
    }

    private static List<SimServer> replicas(SimWorld world) {
        return world.servers.values().stream().filter(s -> !s.isThirdTier).toList();
    }

    @Test
    void it_refuses_before_anything_is_changed() {
        int refused = 0;
        for (Scenario scenario : cut(true)) {
            List<SimServer> replicas = replicas(scenario.world);
            boolean received = replicas.get(0).receiverRuns;
            FailoverReport report = CalmRuns.run(scenario, policy(QuorumPolicy.HALF));
            assertEquals(Optional.empty(), report.newSource());
            assertTrue(report.error().contains("the wrong side of a cut"), report.error());
            assertTrue(report.error().contains("--quorum=none"), report.error());
            assertEquals(received, replicas.get(0).receiverRuns, "its receiver is as it was");
            assertTrue(
                    scenario.world.killer.trace().stream().noneMatch(QuorumTest::isChange),
                    scenario.world.killer.trace().toString());
            refused++;
        }
        assertTrue(refused > 100, refused + " refused");
    }

    private static boolean isChange(String effect) {
        return List.of("stop receiver", "release address", "shut down", "bring down", "set writable").stream()
                .anyMatch(effect::contains);
    }

    @Test
    void it_goes_on_if_the_operator_says_so() {
        int done = 0;
        for (Scenario scenario : cut(true)) {
            FailoverReport report = CalmRuns.run(scenario, policy(QuorumPolicy.NONE));
            assertTrue(!report.error().contains("the wrong side"), report.error());
            done += report.newSource().isPresent() ? 1 : 0;
        }
        assertTrue(done > 50, done + " done");
    }

    @Test
    void it_goes_on_beside_the_source_whose_host_shows_that_it_is_down() {
        int done = 0;
        for (Scenario scenario : cut(false)) {
            FailoverReport report = CalmRuns.run(scenario, policy(QuorumPolicy.HALF));
            assertTrue(!report.error().contains("the wrong side"), report.error());
            done += report.newSource().isPresent() ? 1 : 0;
        }
        assertTrue(done > 50, done + " done");
    }
}

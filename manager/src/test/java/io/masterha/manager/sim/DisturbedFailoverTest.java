package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.Failover;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.plan.FailoverPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Failovers that somebody or something disturbs in one particular way, each tried with many clusters. */
class DisturbedFailoverTest {
    private static final int SEEDS = 2000;
    private static final Workers ONE_AFTER_THE_OTHER = Workers.sideBySide(1);

    @AfterAll
    static void stop() {
        ONE_AFTER_THE_OTHER.close();
    }

    @Test
    void a_source_that_cannot_be_brought_down_keeps_its_replicas() {
        int stopped = 0;
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            if (!world.hostAnswers) {
                continue;
            }
            world.sourceUp = true;
            world.disturbance = name -> failIf(name.startsWith("bring down"), name);
            List<SimServer> received = world.servers.values().stream()
                    .filter(s -> s.alive && s.receiverRuns)
                    .toList();
            FailoverReport report = run(scenario);
            assertEquals(Optional.empty(), report.newSource());
            received.forEach(s -> assertTrue(s.receiverRuns, s + " does not receive any more: " + report.error()));
            stopped++;
        }
        assertTrue(stopped > 100);
    }

    @Test
    void a_replica_that_did_not_stop_receiving_is_asked_again_or_nobody_is_promoted() {
        int refused = 0;
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            List<SimServer> alive = world.servers.values().stream()
                    .filter(s -> s.alive && s.receiverRuns)
                    .toList();
            if (alive.isEmpty()) {
                continue;
            }
            SimServer stubborn = alive.get(0);
            world.disturbance = name -> failIf(name.equals("stop receiver of " + stubborn.id), name);
            FailoverReport report = run(scenario);
            assertEquals(Optional.empty(), report.newSource(), "what " + stubborn + " received was not known");
            assertTrue(report.error().contains(stubborn.id.toString()), report.error());
            refused++;
        }
        assertTrue(refused > 100);
    }

    @Test
    void a_replica_whose_lock_or_stop_failed_once_takes_part() {
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            List<String> failed = new ArrayList<>();
            world.disturbance = name -> {
                boolean first = (name.startsWith("lock ") || name.startsWith("stop receiver of "))
                        && !failed.contains(name)
                        && failed.add(name);
                failIf(first, name);
            };
            FailoverReport report = run(scenario);
            Invariants.check(world, report);
            for (SimServer server : world.servers.values()) {
                if (server.alive && !server.applierBroken && report.newSource().isPresent()) {
                    assertFalse(
                            report.lost().getOrDefault(server.id, "").contains("not answer"),
                            server + " answered: " + report.lost());
                }
            }
        }
    }

    private static List<Scenario> calm() {
        List<Scenario> scenarios = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Scenario scenario = Scenario.of(seed);
            scenario.world.killer.neverAgain();
            if (scenario.failureRate == 0) {
                scenarios.add(scenario);
            }
        }
        return scenarios;
    }

    private static FailoverReport run(Scenario scenario) {
        return new Failover(scenario.world.world(ONE_AFTER_THE_OTHER), scenario.cluster, FailoverPolicy.USUAL)
                .run(scenario.dead);
    }

    private static void failIf(boolean wanted, String name) {
        if (wanted) {
            throw Problem.of(SimWorld.SimError.INJECTED, name + " failed");
        }
    }
}

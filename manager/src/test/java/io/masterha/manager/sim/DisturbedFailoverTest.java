package io.masterha.manager.sim;

import static io.masterha.manager.sim.CalmRuns.failIf;
import static io.masterha.manager.sim.CalmRuns.isKilled;
import static io.masterha.manager.sim.CalmRuns.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Problem;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.LossVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Failovers that somebody or something disturbs in one particular way, each tried with many clusters. */
@Execution(ExecutionMode.CONCURRENT)
class DisturbedFailoverTest {
    private static final int SEEDS = 2000;

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
                    .filter(s -> s.alive && s.receiverRuns && !s.isThirdTier)
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
                    .filter(s -> s.alive && s.receiverRuns && !s.isThirdTier)
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

    @Test
    void a_source_that_is_not_held_down_any_more_is_brought_down_again_before_anybody_is_promoted() {
        int promoted = 0;
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            List<String> before = new ArrayList<>();
            world.disturbance = name -> {
                boolean isEarly = name.startsWith("save") || name.startsWith("send") || name.startsWith("apply");
                if (isEarly && world.heldDown && before.isEmpty() && before.add(name)) {
                    world.heldDown = false;
                    world.sourceUp = !name.startsWith("save binlog");
                }
            };
            FailoverReport report = run(scenario);
            Invariants.check(world, report);
            promoted += before.isEmpty() || report.newSource().isEmpty() ? 0 : 1;
        }
        assertTrue(promoted > 100, promoted + " promoted");
    }

    @Test
    void a_source_that_ran_while_no_manager_held_it_down_is_never_said_to_have_lost_nothing() {
        int bounded = 0;
        int again = 0;
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            Random random = new Random(world.servers.hashCode());
            world.killer.killAt(1 + random.nextInt(60), random.nextBoolean());
            boolean killed = isKilled(scenario);
            boolean isSaved = world.journal.stream().anyMatch(line -> line.contains("\"name\":\"tail\""));
            world.managerDied();
            world.killer.neverAgain();
            if (!killed || !isSaved || world.hasEnded()) {
                continue;
            }
            world.loggedLater = 3;
            FailoverReport report = run(scenario);
            if (report.newSource().isPresent()) {
                assertEquals("bounded", report.loss().orElseThrow().word());
                bounded++;
            } else {
                assertTrue(report.error().contains("ran again"), report.error());
                again++;
            }
        }
        assertTrue(bounded > 20 && again > 20, bounded + " bounded, " + again + " to be started again");
    }

    @Test
    void a_tail_that_could_not_be_saved_at_once_is_saved_all_the_same() {
        int saved = 0;
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            List<String> failed = new ArrayList<>();
            world.disturbance =
                    name -> failIf(name.equals("save binlog") && failed.isEmpty() && failed.add(name), name);
            FailoverReport report = run(scenario);
            Invariants.check(world, report);
            if (!failed.isEmpty() && report.newSource().isPresent()) {
                assertEquals("none", report.loss().orElseThrow().word());
                saved++;
            }
        }
        assertTrue(saved > 100);
    }

    @Test
    void a_receiver_that_tries_to_connect_is_not_stopped_so_nobody_is_promoted() {
        int refused = 0;
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            world.servers.values().forEach(server -> server.keepsConnecting = !server.isThirdTier);
            FailoverReport report = run(scenario);
            assertTrue(report.newSource().isEmpty(), report::toString);
            if (report.error().contains("its receiver could not be stopped")) {
                refused++;
            }
        }
        assertTrue(refused > 100, refused + " refused");
    }

    @Test
    void a_tail_that_its_own_host_cannot_save_is_read_by_the_manager() {
        int fetched = 0;
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            world.disturbance = name -> failIf(name.equals("save binlog"), "No space left on device");
            FailoverReport report = run(scenario);
            Invariants.check(world, report);
            if (world.hostAnswers && report.newSource().isPresent()) {
                assertEquals("none", report.loss().orElseThrow().word());
                fetched++;
            }
        }
        assertTrue(fetched > 100, fetched + " fetched");
    }

    @Test
    void a_tail_that_is_on_a_disk_within_reach_and_cannot_be_saved_stops_the_failover() {
        int stopped = 0;
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            world.disturbance = name -> failIf(name.equals("save binlog") || name.equals("fetch binlog"), name);
            FailoverReport report = run(scenario);
            if (report.error().contains("--skip_save_master_binlog")) {
                stopped++;
            }
            assertTrue(!world.hostAnswers || report.newSource().isEmpty(), "promoted without the tail");
        }
        assertTrue(stopped > 100, stopped + " stopped");
    }

    @Test
    void a_host_that_goes_away_before_its_tail_is_saved_costs_the_tail_and_not_the_failover() {
        int promoted = 0;
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            boolean answered = world.hostAnswers;
            world.disturbance = name -> {
                if (name.equals("save binlog")) {
                    world.hostAnswers = false;
                    world.heldDown = false;
                    throw Problem.of(SimWorld.SimError.INJECTED, "the connection broke");
                }
            };
            FailoverReport report = run(scenario);
            Invariants.check(world, report);
            if (answered && report.newSource().isPresent()) {
                assertFalse(report.loss().orElseThrow() instanceof LossVerdict.None, report.toString());
                assertEquals(10, report.exitCode());
                promoted++;
            }
        }
        assertTrue(promoted > 100, promoted + " promoted");
    }

    @Test
    void a_source_that_was_out_of_reach_and_answers_again_before_the_promotion_keeps_its_replicas() {
        int kept = 0;
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            List<SimServer> received = world.servers.values().stream()
                    .filter(s -> s.alive && s.receiverRuns)
                    .toList();
            world.disturbance = name -> world.sourceUp |= !world.hostAnswers && name.startsWith("start applier");
            FailoverReport report = run(scenario);
            if (world.sourceUp) {
                assertEquals(Optional.empty(), report.newSource(), "two servers take writes");
                received.forEach(s -> assertTrue(s.receiverRuns, s + " does not receive any more: " + report.error()));
                kept++;
            }
        }
        assertTrue(kept > 50, kept + " kept");
    }

    @Test
    void a_receiver_that_has_just_connected_again_by_gtid_does_not_hide_what_is_not_executed() {
        int behind = 0;
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            List<SimServer> alive =
                    world.servers.values().stream().filter(s -> s.alive).toList();
            boolean fits = world.gtid && !world.byPosition && !world.hostAnswers && alive.size() == 1;
            if (fits) {
                alive.get(0).shownReceived = OptionalLong.of(4);
                Invariants.check(world, run(scenario));
                behind++;
            }
        }
        assertTrue(behind > 5, behind + " tried");
    }

    @Test
    void a_relay_log_is_not_discarded_because_the_position_of_its_receiver_does_not_show_what_is_in_it() {
        int kept = 0;
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            Optional<SimServer> most = world.servers.values().stream()
                    .filter(s -> s.alive)
                    .max(Comparator.comparing(s -> world.log.completeAt(s.received)))
                    .filter(s -> !s.applierBroken);
            if (!world.gtid || world.byPosition || world.hostAnswers || most.isEmpty()) {
                continue;
            }
            SimServer hidden = most.get();
            int held = world.log.completeAt(hidden.received);
            hidden.shownReceived = OptionalLong.of(SimLog.HEADER);
            FailoverReport report = run(scenario);
            boolean isLacking = report.newSource()
                    .filter(id -> world.server(id).data.size() < held)
                    .isPresent();
            if (isLacking) {
                assertTrue(hidden.follows.isEmpty(), hidden + " was pointed at a server that lacks what it has");
                assertTrue(report.lost().getOrDefault(hidden.id, "").contains("has received what"), report.toString());
                assertTrue(report.next().toString().contains("do not point " + hidden.id), report.toString());
                kept++;
            }
        }
        assertTrue(kept > 5, kept + " kept");
    }

    @Test
    void an_applier_that_somebody_keeps_stopping_ends_the_wait_at_once() {
        int ended = 0;
        for (Scenario scenario : calm()) {
            SimWorld world = scenario.world;
            world.applierStays = false;
            FailoverReport report = run(scenario);
            if (report.error().contains("stands still")) {
                assertTrue(world.nanos() < java.time.Duration.ofSeconds(30).toNanos(), world.nanos() + " ns");
                ended++;
            }
        }
        assertTrue(ended > 10, ended + " ended");
    }

    private static List<Scenario> calm() {
        return CalmRuns.scenarios(SEEDS);
    }
}

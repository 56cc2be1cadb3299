package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.app.switchover.Switchover;
import io.masterha.manager.execute.EndlessPool;
import io.masterha.manager.execute.SwitchoverReport;
import io.masterha.manager.execute.SwitchoverReport.Outcome;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Switchovers whose manager itself fares badly: its disk is full, or its program stumbles. */
class DisturbedSwitchoverTest {
    private static final int SEEDS = 24;

    @Test
    void a_full_disk_of_the_manager_at_any_line_leaves_one_server_that_takes_writes_and_the_report_says_which() {
        for (long seed : calmSeeds()) {
            SwitchScenario whole = SwitchScenario.of(seed);
            assertEquals(Outcome.SWITCHED, run(whole).outcome());
            for (int lines = 0; lines < whole.world.journal.size(); lines++) {
                SwitchScenario scenario = SwitchScenario.of(seed);
                scenario.world.journalHasRoomFor = lines;
                one(scenario, seed, run(scenario), "room for " + lines + " lines");
                scenario.world.managerDied();
                scenario.world.journalHasRoomFor = Integer.MAX_VALUE;
                switchover(scenario).recover().ifPresent(report -> one(scenario, seed, report, "when there is room"));
            }
        }
    }

    @Test
    void an_error_of_the_program_at_any_effect_leaves_one_server_that_takes_writes_and_the_report_says_which() {
        for (long seed : calmSeeds()) {
            for (int effect = 0; effect < 60; effect++) {
                SwitchScenario scenario = SwitchScenario.of(seed);
                scenario.world.bugAt = effect;
                one(scenario, seed, run(scenario), "stumbles at " + effect);
            }
        }
    }

    @Test
    void a_power_failure_of_the_manager_at_any_effect_costs_no_server_its_writes_or_its_transactions() {
        for (long seed : calmSeeds()) {
            SwitchScenario whole = SwitchScenario.of(seed);
            run(whole);
            for (int effect = 1; effect <= whole.world.killer.effects(); effect++) {
                SwitchScenario scenario = SwitchScenario.of(seed);
                scenario.world.killer.killAt(effect, true);
                assertThrows(Killer.ManagerKilled.class, () -> run(scenario));
                powerFails(scenario);
                recovered(scenario, seed, "power failed at " + effect);
            }
        }
    }

    @Test
    void the_same_on_the_way_back() {
        for (long seed : calmSeeds()) {
            for (int step = 0; step < 30; step++) {
                SwitchScenario whole = SwitchScenario.of(seed);
                whole.world.bugAt = step;
                if (run(whole).outcome() != Outcome.UNDONE) {
                    continue;
                }
                for (int effect = 1; effect <= whole.world.killer.effects(); effect++) {
                    SwitchScenario scenario = SwitchScenario.of(seed);
                    scenario.world.bugAt = step;
                    // Before it: the effect at which the program stumbles has no end.
                    scenario.world.killer.killAt(effect, false);
                    assertThrows(Killer.ManagerKilled.class, () -> run(scenario));
                    powerFails(scenario);
                    recovered(scenario, seed, "error at " + step + ", power failed at " + effect);
                }
            }
        }
    }

    @Test
    void a_switchover_that_somebody_has_finished_by_hand_is_not_gone_on_with() {
        for (long seed : calmSeeds()) {
            SwitchScenario whole = SwitchScenario.of(seed);
            run(whole);
            for (int effect = 1; effect <= whole.world.killer.effects(); effect++) {
                SwitchScenario scenario = SwitchScenario.of(seed);
                scenario.world.killer.killAt(effect, true);
                assertThrows(Killer.ManagerKilled.class, () -> run(scenario));
                powerFails(scenario);
                SwitchServer other = scenario.world.server(new ServerId("s2", 3306));
                SwitchServer old = scenario.world.server(SwitchScenario.SOURCE);
                old.readOnly = true;
                scenario.world.sleep(Duration.ofSeconds(1));
                if (!other.data.equals(old.data)) {
                    continue;
                }
                other.follows = Optional.empty();
                other.applierRuns = false;
                other.receiverRuns = false;
                other.readOnly = false;
                other.superReadOnly = false;
                old.follows = Optional.of(other.id);
                old.receiverRuns = true;
                old.applierRuns = true;
                for (int pass = 0; pass < 3; pass++) {
                    scenario.world.sleep(Duration.ofSeconds(1));
                }
                switchover(scenario).recover();
                assertTrue(!old.isWritable(), "opened: " + old + " seed " + seed + " effect " + effect);
                assertTrue(other.isWritable(), "closed: " + other + " seed " + seed + " effect " + effect);
            }
        }
    }

    /** By position it would have that twice, or alone: nobody takes it back, so it is not pointed at the new source. */
    @Test
    void a_replica_that_has_executed_more_than_the_old_history_up_to_its_end_is_left_out_by_the_next_manager() {
        int left = 0;
        for (long seed = 1; seed <= 400; seed++) {
            SwitchScenario whole = SwitchScenario.of(seed);
            boolean isUsual = whole.failureRate == 0
                    && !whole.world.gtid
                    && whole.world.hostsAnswer
                    && !whole.request.oldFollows()
                    && whole.world.servers.size() >= 3;
            if (!isUsual || run(whole).outcome() != Outcome.SWITCHED) {
                continue;
            }
            for (int effect = 1; effect <= whole.world.killer.effects(); effect++) {
                SwitchScenario scenario = SwitchScenario.of(seed);
                scenario.world.killer.killAt(effect, true);
                assertThrows(Killer.ManagerKilled.class, () -> run(scenario));
                scenario.world.killer.neverAgain();
                scenario.world.managerDied();
                List<SwitchServer> beyond = goBeyond(scenario.world);
                Optional<SwitchoverReport> report = switchover(scenario).recover();
                String where = "seed " + seed + ", effect " + effect + ": " + report + "\n" + scenario + "\n"
                        + String.join("\n", scenario.world.story);
                boolean isSwitched =
                        report.filter(r -> r.outcome() == Outcome.SWITCHED).isPresent();
                for (SwitchServer replica : beyond) {
                    assertEquals(Optional.of(SwitchScenario.SOURCE), replica.follows, where);
                    if (isSwitched) {
                        String why = report.get().lost().getOrDefault(replica.id, "it takes part");
                        assertTrue(why.contains("has executed more of " + SwitchScenario.SOURCE), why + "\n" + where);
                        left++;
                    }
                }
            }
        }
        assertTrue(left > 50, left + " were left out");
    }

    /** It would have that alone, and nobody would know: it is left to a rejoin, which looks at what is in it. */
    @Test
    void an_old_source_that_has_taken_writes_meanwhile_is_not_pointed_at_the_new_one_by_the_next_manager() {
        int left = 0;
        for (long seed = 1; seed <= 400; seed++) {
            SwitchScenario whole = SwitchScenario.of(seed);
            boolean isUsual = whole.failureRate == 0 && whole.world.hostsAnswer && whole.request.oldFollows();
            if (!isUsual || run(whole).outcome() != Outcome.SWITCHED) {
                continue;
            }
            for (int effect = 1; effect <= whole.world.killer.effects(); effect++) {
                SwitchScenario scenario = SwitchScenario.of(seed);
                scenario.world.killer.killAt(effect, true);
                assertThrows(Killer.ManagerKilled.class, () -> run(scenario));
                scenario.world.killer.neverAgain();
                scenario.world.managerDied();
                SwitchServer old = scenario.world.server(SwitchScenario.SOURCE);
                boolean isLeft = scenario.world.servers.values().stream()
                        .noneMatch(server -> server.follows.equals(Optional.of(old.id)));
                if (!isLeft || old.follows.isPresent()) {
                    continue;
                }
                old.data.add(1_000_000);
                Optional<SwitchoverReport> report = switchover(scenario).recover();
                String where = "seed " + seed + ", effect " + effect + ": " + report + "\n" + scenario + "\n"
                        + String.join("\n", scenario.world.story);
                if (report.filter(r -> r.outcome() == Outcome.SWITCHED).isPresent()) {
                    assertEquals(Optional.empty(), old.follows, where);
                    String why = report.get().lost().getOrDefault(old.id, "it takes part");
                    assertTrue(why.contains("has taken writes although they were stopped"), why + "\n" + where);
                    left++;
                }
            }
        }
        assertTrue(left > 50, left + " were left to a rejoin");
    }

    /** Where another server takes writes already: the old one gets one more from somebody, and its replicas execute that. */
    private static List<SwitchServer> goBeyond(SwitchWorld world) {
        SwitchServer old = world.server(SwitchScenario.SOURCE);
        boolean isOpened = world.servers.values().stream().anyMatch(server -> server != old && server.isWritable());
        List<SwitchServer> replicas = world.servers.values().stream()
                .filter(server -> isOpened && server.applierRuns && server.follows.equals(Optional.of(old.id)))
                .toList();
        if (!replicas.isEmpty()) {
            old.data.add(1_000_000);
        }
        for (SwitchServer replica : replicas) {
            replica.data.clear();
            replica.data.addAll(old.data);
        }
        return replicas;
    }

    /** What was not forced to the disk is gone; the servers go on meanwhile. */
    private static void powerFails(SwitchScenario scenario) {
        SwitchWorld world = scenario.world;
        world.killer.neverAgain();
        world.bugAt = Integer.MAX_VALUE;
        world.journal.subList(world.forcedLines, world.journal.size()).clear();
        world.managerDied();
        for (int pass = 0; pass < 5; pass++) {
            world.sleep(Duration.ofSeconds(1));
        }
    }

    private static void recovered(SwitchScenario scenario, long seed, String when) {
        Optional<SwitchoverReport> report = switchover(scenario).recover();
        if (report.isPresent()) {
            one(scenario, seed, report.get(), when);
        } else {
            SwitchInvariants.notInBetween(scenario, seed);
        }
    }

    /** In these nothing else fails. */
    private static List<Long> calmSeeds() {
        return LongStream.rangeClosed(1, SEEDS)
                .boxed()
                .filter(seed -> SwitchScenario.of(seed).failureRate == 0)
                .toList();
    }

    private static SwitchoverReport run(SwitchScenario scenario) {
        return switchover(scenario).run(preview -> true, () -> false);
    }

    private static Switchover switchover(SwitchScenario scenario) {
        return new Switchover(scenario.world.world(EndlessPool.inTurn()), scenario.cluster, scenario.request);
    }

    private static void one(SwitchScenario scenario, long seed, SwitchoverReport report, String when) {
        String where = "seed " + seed + ", " + when + ": " + report + "\n" + scenario + "\n"
                + String.join("\n", scenario.world.story);
        List<SwitchServer> open = scenario.world.servers.values().stream()
                .filter(SwitchServer::isWritable)
                .toList();
        assertEquals(1, open.size(), where);
        boolean isSwitched = !open.get(0).id.equals(SwitchScenario.SOURCE);
        assertEquals(isSwitched, report.outcome() == Outcome.SWITCHED, where);
        assertTrue(report.outcome() != Outcome.STUCK, where);
        assertTrue(open.get(0).takesWrites(), "it is still locked: " + where);
        assertTrue(open.get(0).data.containsAll(scenario.world.acknowledged), "lost: " + where);
    }
}

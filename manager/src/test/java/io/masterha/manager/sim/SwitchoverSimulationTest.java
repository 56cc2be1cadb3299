package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.app.switchover.Switchover;
import io.masterha.manager.execute.SwitchoverReport;
import io.masterha.manager.execute.SwitchoverReport.Outcome;
import io.masterha.manager.execute.Workers;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Switchovers in a simulated cluster whose clients never stop writing, with failures and a killed manager.
 *
 * <p>{@code -Dsim.seed=N} runs one seed and prints it; {@code -Dsim.seeds=N} runs that many.
 */
@Execution(ExecutionMode.CONCURRENT)
class SwitchoverSimulationTest {
    private static final int USUAL_SEEDS = 20_000;
    private static final int RETRIES = 6;
    private static final Workers ONE_AFTER_THE_OTHER = Workers.sideBySide(1);

    @AfterAll
    static void stop() {
        ONE_AFTER_THE_OTHER.close();
    }

    @Test
    void a_manager_may_crash_at_any_effect_and_the_next_one_finishes_or_goes_back() {
        String one = System.getProperty("sim.seed", "");
        if (!one.isEmpty()) {
            System.out.println(SwitchScenario.of(Long.parseLong(one)));
            System.out.println(check(Long.parseLong(one)));
            return;
        }
        int seeds = Integer.getInteger("sim.seeds", USUAL_SEEDS);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (long seed = 1; seed <= seeds; seed++) {
            SwitchoverReport report = check(seed);
            outcomes.merge(report.outcome() + " " + report.exitCode(), 1, Integer::sum);
        }
        System.out.println(seeds + " switchovers: " + outcomes);
        if (seeds >= 1000) {
            assertTrue(
                    outcomes.keySet()
                            .containsAll(java.util.List.of("SWITCHED 0", "SWITCHED 10", "UNDONE 1", "REFUSED 1")),
                    outcomes.toString());
        }
    }

    @Test
    void every_single_effect_of_some_switchovers_is_a_place_to_crash() {
        for (long seed = 1; seed <= 100; seed++) {
            SwitchScenario calm = SwitchScenario.of(seed);
            run(calm, seed);
            int effects = calm.world.killer.effects();
            for (int effect = 1; effect <= effects; effect++) {
                crashed(seed, effect, false);
                crashed(seed, effect, true);
            }
        }
    }

    private static SwitchoverReport check(long seed) {
        SwitchScenario calm = SwitchScenario.of(seed);
        SwitchoverReport expected = run(calm, seed);
        Random random = new Random(seed ^ 0x5DEECE66DL);
        SwitchoverReport crashed = crashed(seed, 1 + random.nextInt(calm.world.killer.effects()), random.nextBoolean());
        return random.nextBoolean() ? expected : crashed;
    }

    private static SwitchoverReport run(SwitchScenario scenario, long seed) {
        scenario.world.killer.neverAgain();
        try {
            SwitchoverReport report = attempt(scenario).orElseThrow();
            if (scenario.failureRate == 0) {
                assertEquals(0, report.exitCode(), "nothing failed, but " + report);
            }
            SwitchInvariants.check(scenario, seed, report);
            return report;
        } catch (AssertionError | RuntimeException e) {
            throw failed(seed, scenario, "without a crash", e);
        }
    }

    private static SwitchoverReport crashed(long seed, int effect, boolean after) {
        SwitchScenario scenario = SwitchScenario.of(seed);
        String where = "killed " + (after ? "after" : "before") + " effect " + effect;
        try {
            scenario.world.killer.killAt(effect, after);
            Optional<SwitchoverReport> report = attempt(scenario);
            if (report.isPresent()) {
                SwitchInvariants.check(scenario, seed, report.get());
                return report.get();
            }
            scenario.world.managerDied();
            scenario.world.killer.neverAgain();
            return recovered(scenario, seed);
        } catch (AssertionError | RuntimeException e) {
            throw failed(seed, scenario, where, e);
        }
    }

    /** The next manager finishes or goes back; where failures happen it may need more than one start. */
    private static SwitchoverReport recovered(SwitchScenario scenario, long seed) {
        Switchover switchover = switchover(scenario);
        Optional<SwitchoverReport> report = switchover.recover();
        for (int i = 0; i < RETRIES && report.isPresent() && report.get().outcome() == Outcome.STUCK; i++) {
            report = switchover.recover();
        }
        if (report.isEmpty()) {
            // Nothing was begun, or all was ended: then the servers must not be in between.
            SwitchInvariants.notInBetween(scenario, seed);
            // Each switchover has a journal of its own.
            scenario.world.journal.clear();
            return attempt(scenario).orElseThrow();
        }
        if (scenario.failureRate == 0) {
            assertTrue(report.get().outcome() != Outcome.STUCK, "nothing failed, but " + report);
        }
        SwitchInvariants.check(scenario, seed, report.get());
        return report.get();
    }

    private static Switchover switchover(SwitchScenario scenario) {
        return new Switchover(scenario.world.world(ONE_AFTER_THE_OTHER), scenario.cluster, scenario.request);
    }

    private static Optional<SwitchoverReport> attempt(SwitchScenario scenario) {
        try {
            return Optional.of(switchover(scenario).run(preview -> true, () -> false));
        } catch (Killer.ManagerKilled killed) {
            return Optional.empty();
        }
    }

    private static AssertionError failed(long seed, SwitchScenario scenario, String where, Throwable cause) {
        return new AssertionError(
                "seed " + seed + " (" + where + ", make sim SEED=" + seed + "): " + cause.getMessage()
                        + "\n--- at the start\n" + SwitchScenario.of(seed)
                        + "--- at the end\n" + scenario
                        + "--- effects\n" + String.join("\n", scenario.world.killer.trace())
                        + "\n--- journal\n" + String.join("\n", scenario.world.journal)
                        + "\n--- story\n" + String.join("\n", scenario.world.story),
                cause);
    }
}

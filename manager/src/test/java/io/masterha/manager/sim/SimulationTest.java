package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.app.failover.Failover;
import io.masterha.manager.app.failover.Interrupted;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.Workers;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The deciding code in a simulated cluster, with failures and a killed manager.
 *
 * <p>{@code -Dsim.seed=N} runs one seed and prints it; {@code -Dsim.seeds=N} runs that many.
 */
@Execution(ExecutionMode.CONCURRENT)
class SimulationTest {
    private static final int USUAL_SEEDS = 20_000;
    private static final Workers ONE_AFTER_THE_OTHER = Workers.sideBySide(1);

    @AfterAll
    static void stop() {
        ONE_AFTER_THE_OTHER.close();
    }

    @Test
    void a_manager_may_crash_at_any_effect_and_the_next_one_finishes() {
        String one = System.getProperty("sim.seed", "");
        if (!one.isEmpty()) {
            Scenario scenario = Scenario.of(Long.parseLong(one));
            System.out.println(scenario);
            System.out.println(check(Long.parseLong(one)));
            return;
        }
        int seeds = Integer.getInteger("sim.seeds", USUAL_SEEDS);
        Map<String, Integer> outcomes = new ConcurrentSkipListMap<>();
        LongStream.rangeClosed(1, seeds).parallel().forEach(seed -> {
            FailoverReport report = check(seed);
            String outcome = "exit " + report.exitCode() + ", loss "
                    + report.loss().map(l -> l.word()).orElse("-")
                    + (report.error().contains("may still take writes") ? ", refused for want of a proof" : "");
            outcomes.merge(outcome, 1, Integer::sum);
        });
        System.out.println(seeds + " seeds: " + outcomes);
        if (seeds >= 1000) {
            assertTrue(outcomes.keySet().stream().anyMatch(o -> o.equals("exit 0, loss none")), outcomes.toString());
            assertTrue(outcomes.keySet().stream().anyMatch(o -> o.equals("exit 10, loss none")), outcomes.toString());
            assertTrue(outcomes.keySet().stream().anyMatch(o -> o.contains("bounded")), outcomes.toString());
            assertTrue(outcomes.keySet().stream().anyMatch(o -> o.contains("unknown")), outcomes.toString());
            assertTrue(outcomes.keySet().stream().anyMatch(o -> o.contains("refused")), outcomes.toString());
        }
    }

    @Test
    void every_single_effect_of_some_failovers_is_a_place_to_crash() {
        for (long seed = 1; seed <= 150; seed++) {
            Scenario calm = Scenario.of(seed);
            FailoverReport expected = run(calm, seed);
            int effects = calm.world.killer.effects();
            for (int effect = 1; effect <= effects; effect++) {
                crashed(seed, effect, false, calm, expected);
                crashed(seed, effect, true, calm, expected);
            }
        }
    }

    /** Or, where the new source was about to be opened, the old one is brought down again and the failover finished. */
    @Test
    void a_source_that_serves_again_while_no_manager_ran_gets_its_replicas_back() {
        int undone = 0;
        int finished = 0;
        for (long seed = 1; seed <= 2000; seed++) {
            Scenario calm = Scenario.of(seed);
            run(calm, seed);
            Scenario scenario = Scenario.of(seed);
            SimWorld world = scenario.world;
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            world.killer.killAt(1 + random.nextInt(calm.world.killer.effects()), random.nextBoolean());
            boolean killed = attempt(scenario).isEmpty();
            world.managerDied();
            world.killer.neverAgain();
            Failover failover = new Failover(world.world(ONE_AFTER_THE_OTHER), scenario.cluster, scenario.policy);
            Interrupted interrupted = new Interrupted(
                    world.world(ONE_AFTER_THE_OTHER), scenario.cluster, failover, new Journal(world, world));
            if (!killed || interrupted.failedSource().isEmpty() || !world.hostAnswers) {
                continue;
            }
            // Nobody can start it where its own host keeps it down.
            world.sourceUp = !world.heldDown;
            try {
                if (interrupted.way(() -> !world.sourceUp) == Interrupted.Way.FINISH) {
                    FailoverReport report = attempt(scenario).orElseThrow();
                    // Opened before, and the old one cannot be brought down now: that is told, nobody can do more.
                    boolean isToldOfBoth = world.sourceUp && report.error().contains("could not be brought down");
                    if (!isToldOfBoth || scenario.failureRate == 0) {
                        Invariants.check(world, report);
                    }
                    finished++;
                } else {
                    Invariants.undone(world, interrupted.undo(), scenario.failureRate > 0);
                    undone++;
                }
            } catch (AssertionError | RuntimeException e) {
                throw failed(seed, scenario, "killed, and the source came back", e);
            }
        }
        assertTrue(undone > 100 && finished > 100, undone + " undone, " + finished + " finished");
    }

    /** Runs a seed without and with a crash; returns the report of the run with the crash. */
    private static FailoverReport check(long seed) {
        Scenario calm = Scenario.of(seed);
        FailoverReport expected = run(calm, seed);
        int effects = calm.world.killer.effects();
        Random random = new Random((seed + 1) * 0x9E3779B97F4A7C15L);
        return crashed(seed, 1 + random.nextInt(effects), random.nextBoolean(), calm, expected);
    }

    private static FailoverReport run(Scenario scenario, long seed) {
        scenario.world.killer.neverAgain();
        try {
            FailoverReport report = attempt(scenario).orElseThrow();
            Invariants.check(scenario.world, report);
            Invariants.lossIsWithin(scenario.policy.safety().loss(), Scenario.of(seed).world, scenario.world, report);
            if (scenario.failureRate == 0) {
                Invariants.nobodyIsLeftOutWithoutReason(Scenario.of(seed).world, scenario.world, report);
            }
            return report;
        } catch (AssertionError | RuntimeException e) {
            throw failed(seed, scenario, "without a crash", e);
        }
    }

    private static FailoverReport crashed(
            long seed, int effect, boolean after, Scenario calm, FailoverReport expected) {
        Scenario scenario = Scenario.of(seed);
        String where = "killed " + (after ? "after" : "before") + " effect " + effect;
        try {
            scenario.world.killer.killAt(effect, after);
            Optional<FailoverReport> report = attempt(scenario);
            if (report.isEmpty()) {
                scenario.world.managerDied();
                scenario.world.killer.neverAgain();
                report = attempt(scenario);
                if (scenario.world.hasEnded()) {
                    assertEquals(1, report.orElseThrow().exitCode(), "a finished failover was started again");
                    assertEquals(calm.world.servers.toString(), scenario.world.servers.toString());
                    return report.get();
                }
            }
            Invariants.check(scenario.world, report.orElseThrow());
            Invariants.lossIsWithin(
                    scenario.policy.safety().loss(), Scenario.of(seed).world, scenario.world, report.orElseThrow());
            if (scenario.failureRate == 0) {
                assertEquals(expected.newSource(), report.get().newSource(), "the end depends on the crash");
                assertEquals(expected.followers(), report.get().followers(), "the end depends on the crash");
                assertEquals(
                        calm.world.servers.toString(),
                        scenario.world.servers.toString(),
                        "the end depends on the crash");
            }
            return report.get();
        } catch (AssertionError | RuntimeException e) {
            throw failed(seed, scenario, where, e);
        }
    }

    private static Optional<FailoverReport> attempt(Scenario scenario) {
        try {
            return Optional.of(
                    new Failover(scenario.world.world(ONE_AFTER_THE_OTHER), scenario.cluster, scenario.policy)
                            .run(scenario.dead));
        } catch (Killer.ManagerKilled killed) {
            return Optional.empty();
        }
    }

    private static AssertionError failed(long seed, Scenario scenario, String where, Throwable cause) {
        return new AssertionError(
                "seed " + seed + " (" + where + ", make sim SEED=" + seed + "): " + cause.getMessage()
                        + "\n--- topology at the start\n" + Scenario.of(seed)
                        + "--- effects\n" + String.join("\n", scenario.world.killer.trace())
                        + "\n--- journal\n" + String.join("\n", scenario.world.journal)
                        + "\n--- story\n" + String.join("\n", scenario.world.story),
                cause);
    }
}

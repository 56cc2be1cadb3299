package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.LossVerdict;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The failed source's host is silent when the source is fenced, and answers while the failover goes on. */
@Execution(ExecutionMode.CONCURRENT)
class LateHostTest {
    private static final int SEEDS = 1500;

    /** A silent host, and what can be had without it is less than there is. */
    private static Optional<Scenario> silent(long seed) {
        return CalmRuns.calm(seed).map(scenario -> {
            scenario.world.hostAnswers = false;
            scenario.world.sourceUp = false;
            return scenario;
        });
    }

    /** What was tried beside the work succeeds: the server is down and held down when the host answers. */
    private static void answers(SimWorld world) {
        world.hostAnswers = true;
        world.heldDown = true;
    }

    /** Or not at all, if another server was about to be opened by then. */
    private static void answersInTimeAt(SimWorld world, String effect) {
        answersAt(
                world,
                name -> name.startsWith(effect)
                        && world.journal.stream().noneMatch(line -> line.contains("\"name\":\"start\"")));
    }

    private static void answersAt(SimWorld world, Predicate<String> effect) {
        boolean[] done = new boolean[1];
        world.disturbance = name -> {
            if (!done[0] && effect.test(name)) {
                done[0] = true;
                answers(world);
            }
        };
    }

    private static FailoverReport checked(long seed, Scenario scenario) {
        try {
            FailoverReport report = CalmRuns.run(scenario);
            Invariants.check(scenario.world, report);
            return report;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + ": " + e.getMessage() + "\n" + Scenario.of(seed) + "\n"
                            + String.join("\n", scenario.world.killer.trace()) + "\n--- journal\n"
                            + String.join("\n", scenario.world.journal),
                    e);
        }
    }

    private static String seed(FailoverReport report) {
        return report.loss() + "; " + report.next();
    }

    private static String loss(FailoverReport report) {
        return report.loss().map(LossVerdict::word).orElse("-");
    }

    @Test
    void one_that_answers_before_the_new_source_is_opened_gives_what_only_its_disk_has() {
        int saved = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Optional<Scenario> without = silent(seed);
            if (without.isEmpty() || checked(seed, without.get()).newSource().isEmpty()) {
                continue;
            }
            Scenario late = silent(seed).orElseThrow();
            answersInTimeAt(late.world, seed % 2 == 0 ? "apply on " : "save relay log of ");
            FailoverReport report = checked(seed, late);
            boolean isAnswered = late.world.hostAnswers;
            if (!isAnswered || report.newSource().isEmpty()) {
                continue;
            }
            assertTrue(
                    late.world.journal.stream().anyMatch(line -> line.contains("host answers after all")),
                    () -> late.world.journal.toString());
            assertEquals("none", loss(report), report.toString());
            assertTrue(report.fence().contains("PROVED_DOWN"), report.fence());
            saved++;
        }
        assertTrue(saved > 100, saved + " saved");
    }

    @Test
    void one_that_answers_when_the_new_source_is_open_changes_nothing_and_its_log_is_named() {
        int named = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Optional<Scenario> maybe = silent(seed);
            if (maybe.isEmpty()) {
                continue;
            }
            Scenario late = maybe.get();
            answersAt(late.world, name -> name.startsWith("set writable "));
            FailoverReport report = checked(seed, late);
            if (!late.world.hostAnswers || report.newSource().isEmpty()) {
                continue;
            }
            int lost = late.world.log.transactions()
                    - late.world.server(report.newSource().get()).data.size();
            boolean isNamed = report.next().stream().anyMatch(next -> next.contains("save-binlogs --binlog-dir"));
            assertEquals(lost > 0, isNamed, () -> seed(report));
            if (lost > 0) {
                LossVerdict loss = report.loss().orElseThrow();
                assertTrue(
                        loss.sentence().contains("missing: " + lost + (lost == 1 ? " transaction," : " transactions,"))
                                || late.world.lostOnDisk > 0,
                        () -> lost + " lost; " + seed(report));
                named++;
            }
        }
        assertTrue(named > 100, named + " named");
    }

    @Test
    void a_manager_may_crash_at_any_effect_behind_it_and_the_next_one_finishes() {
        int resumed = 0;
        for (long seed = 1; seed <= 300; seed++) {
            Optional<Scenario> calm = silent(seed);
            if (calm.isEmpty()) {
                continue;
            }
            answersInTimeAt(calm.get().world, "apply on ");
            FailoverReport expected = checked(seed, calm.get());
            int effects = calm.get().world.killer.effects();
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            for (int trial = 0; trial < 20; trial++) {
                Scenario scenario = silent(seed).orElseThrow();
                answersInTimeAt(scenario.world, "apply on ");
                scenario.world.killer.killAt(1 + random.nextInt(effects), random.nextBoolean());
                if (!CalmRuns.isKilled(scenario)) {
                    continue;
                }
                scenario.world.managerDied();
                scenario.world.killer.neverAgain();
                if (scenario.world.hasEnded()) {
                    continue;
                }
                FailoverReport report = checked(seed, scenario);
                if (scenario.world.hostAnswers && expected.newSource().isPresent()) {
                    assertEquals("none", loss(report), () -> report + "\n" + scenario.world.journal);
                }
                resumed++;
            }
        }
        assertTrue(resumed > 500, resumed + " resumed");
    }
}

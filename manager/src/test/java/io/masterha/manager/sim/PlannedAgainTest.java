package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The server that a failover had chosen dies, before or after it was opened: another one takes its place. */
@Execution(ExecutionMode.CONCURRENT)
class PlannedAgainTest {
    private static final int SEEDS = 2000;

    /** Kills the chosen server when an effect with a fitting name is about to happen, once. */
    private static final class Assassin {
        private final SimWorld world;
        private final BiPredicate<String, ServerId> when;
        private final boolean hostToo;
        private final int commits;
        Optional<ServerId> victim = Optional.empty();

        Assassin(Scenario scenario, ServerId chosen, BiPredicate<String, ServerId> when, boolean hostToo, int commits) {
            this.world = scenario.world;
            this.when = when;
            this.hostToo = hostToo;
            this.commits = commits;
            world.disturbance = name -> strike(name, chosen);
        }

        private void strike(String name, ServerId chosen) {
            if (victim.isEmpty() && when.test(name, chosen)) {
                victim = Optional.of(chosen);
                world.server(chosen).commit(commits);
                world.kill(chosen, hostToo);
            }
        }
    }

    private static boolean isApplied(String name, ServerId chosen) {
        return name.equals("apply on " + chosen) || name.equals("start applier of " + chosen);
    }

    private static Optional<ServerId> chosen(Scenario calm) {
        return CalmRuns.run(calm).newSource();
    }

    @Test
    void a_candidate_that_dies_before_it_is_opened_is_followed_by_another_one() {
        int again = 0;
        int nobody = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Optional<Scenario> scenario = CalmRuns.calm(seed);
            Optional<ServerId> first = scenario.flatMap(PlannedAgainTest::chosen);
            if (first.isEmpty()) {
                continue;
            }
            Scenario again1 = CalmRuns.calm(seed).orElseThrow();
            Assassin assassin = new Assassin(again1, first.get(), PlannedAgainTest::isApplied, seed % 3 == 0, 0);
            FailoverReport report = checked(seed, again1);
            if (assassin.victim.isEmpty()) {
                continue;
            }
            if (report.newSource().isPresent()) {
                assertNotEquals(first, report.newSource());
                assertTrue(report.lost().containsKey(first.get()), report.toString());
                assertEquals(10, report.exitCode());
                again++;
            } else {
                nobody++;
            }
        }
        assertTrue(again > 100 && nobody > 20, again + " planned again, " + nobody + " without another candidate");
    }

    @Test
    void a_promoted_server_that_dies_before_others_follow_is_replaced_and_what_it_had_committed_is_kept_or_named() {
        int kept = 0;
        int named = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Optional<Scenario> scenario = CalmRuns.calm(seed);
            Optional<ServerId> first = scenario.flatMap(PlannedAgainTest::chosen);
            if (first.isEmpty()) {
                continue;
            }
            Scenario struck = CalmRuns.calm(seed).orElseThrow();
            int commits = (int) (seed % 3);
            Assassin assassin = new Assassin(struck, first.get(), (name, id) -> false, false, commits);
            killAfterPromotion(struck, first.get(), commits, assassin);
            FailoverReport report = checked(seed, struck);
            if (assassin.victim.isEmpty() || report.newSource().isEmpty()) {
                continue;
            }
            if (report.newSource().equals(first)) {
                continue;
            }
            boolean isNone = report.loss().orElseThrow().word().equals("none");
            kept += isNone && commits > 0 ? 1 : 0;
            named += isNone ? 0 : 1;
        }
        assertTrue(kept > 50 && named > 10, kept + " kept, " + named + " named");
    }

    /** Right when the journal says that it was promoted. */
    private static void killAfterPromotion(Scenario scenario, ServerId chosen, int commits, Assassin assassin) {
        scenario.world.onJournal = line -> {
            boolean isPromoted = line.contains("\"event\":\"done\"") && line.contains("\"step\":\"promote " + chosen);
            if (isPromoted && assassin.victim.isEmpty()) {
                assassin.victim = Optional.of(chosen);
                scenario.world.server(chosen).commit(commits);
                scenario.world.kill(chosen, false);
            }
        };
    }

    @Test
    void a_manager_may_crash_at_any_effect_of_the_second_plan_and_the_next_one_finishes() {
        int finished = 0;
        int resumed = 0;
        for (long seed = 1; seed <= 400; seed++) {
            boolean isLate = seed % 2 == 0;
            Optional<ServerId> first = CalmRuns.calm(seed).flatMap(PlannedAgainTest::chosen);
            if (first.isEmpty()) {
                continue;
            }
            Scenario calm = struck(seed, first.get(), isLate);
            FailoverReport expected = checked(seed, calm);
            int effects = calm.world.killer.effects();
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            for (int trial = 0; trial < 25; trial++) {
                int effect = 1 + random.nextInt(effects);
                boolean after = random.nextBoolean();
                Scenario scenario = struck(seed, first.get(), isLate);
                scenario.world.killer.killAt(effect, after);
                boolean isKilled = CalmRuns.isKilled(scenario);
                if (!isKilled) {
                    continue;
                }
                scenario.world.managerDied();
                scenario.world.killer.neverAgain();
                if (scenario.world.hasEnded()) {
                    continue;
                }
                resumed++;
                FailoverReport report = checked(seed, scenario, "killed " + (after ? "after " : "before ") + effect);
                assertEquals(
                        expected.newSource(),
                        report.newSource(),
                        "seed " + seed + ", effect " + effect + " " + after + ": the end depends on the crash\n"
                                + String.join("\n", scenario.world.journal));
                finished += report.newSource().isPresent() ? 1 : 0;
            }
        }
        assertTrue(resumed > 1000 && finished > 500, resumed + " resumed, " + finished + " finished");
    }

    @Test
    void a_promoted_server_that_somebody_starts_again_is_the_new_source_still() {
        int back = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Optional<ServerId> first = CalmRuns.calm(seed).flatMap(PlannedAgainTest::chosen);
            if (first.isEmpty()) {
                continue;
            }
            Scenario scenario = struck(seed, first.get(), true);
            // Nobody can take its place: the manager is killed when it has fenced it, and it is started again.
            SimWorld world = scenario.world;
            Consumer<String> kill = world.onJournal;
            world.onJournal = line -> {
                kill.accept(line);
                if (line.contains("promoted-before")) {
                    throw new Killer.ManagerKilled("fenced");
                }
            };
            if (!CalmRuns.isKilled(scenario)) {
                continue;
            }
            world.onJournal = line -> {};
            world.managerDied();
            world.server(first.get()).alive = true;
            FailoverReport report = checked(seed, scenario, "killed, and the promoted server was started again");
            assertEquals(first, report.newSource(), report.toString());
            back++;
        }
        assertTrue(back > 100, back + " came back");
    }

    private static Scenario struck(long seed, ServerId first, boolean isLate) {
        Scenario scenario = CalmRuns.calm(seed).orElseThrow();
        Assassin assassin =
                new Assassin(scenario, first, isLate ? (name, id) -> false : PlannedAgainTest::isApplied, false, 2);
        if (isLate) {
            killAfterPromotion(scenario, first, 2, assassin);
        }
        return scenario;
    }

    /** It died when its failover was through, and there was nobody who could have followed it. */
    private static boolean isBeyondHelp(SimWorld world, FailoverReport report) {
        return report.newSource().filter(id -> !world.server(id).alive).isPresent()
                && report.followers().isEmpty()
                && world.servers.values().stream()
                        .allMatch(
                                s -> !s.alive || s.isThirdTier || report.lost().containsKey(s.id));
    }

    private static FailoverReport checked(long seed, Scenario scenario) {
        return checked(seed, scenario, "not killed");
    }

    private static FailoverReport checked(long seed, Scenario scenario, String how) {
        try {
            FailoverReport report = CalmRuns.run(scenario);
            if (!isBeyondHelp(scenario.world, report)) {
                Invariants.check(scenario.world, report);
            }
            return report;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + ", " + how + ": " + e.getMessage() + "\n" + Scenario.of(seed) + "\n"
                            + String.join("\n", scenario.world.killer.trace()) + "\n--- journal\n"
                            + String.join("\n", scenario.world.journal) + "\n--- story\n"
                            + String.join("\n", scenario.world.story),
                    e);
        }
    }
}

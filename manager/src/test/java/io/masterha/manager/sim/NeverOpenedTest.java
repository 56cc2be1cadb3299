package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.failover.Interrupted;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.plan.FailoverPolicy;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A manager is killed between the decision to open the new source and its opening, and the old source, which nobody could
 * fence, answers again.
 */
@Execution(ExecutionMode.CONCURRENT)
class NeverOpenedTest {
    private static final int SEEDS = 1500;

    /** What was decided is in the journal, and nothing of it was done. */
    private static List<Scenario> killedBeforeOpening() {
        return LongStream.rangeClosed(1, SEEDS)
                .mapToObj(NeverOpenedTest::killedBeforeOpening)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Scenario> killedBeforeOpening(long seed) {
        return CalmRuns.killedAfter(NeverOpenedTest::isDecision, seed).map(scenario -> {
            scenario.world.heldDown = false;
            scenario.world.hostAnswers = false;
            scenario.world.sourceUp = true;
            return scenario;
        });
    }

    private static boolean isDecision(String effect) {
        return effect.startsWith("journal ") && effect.contains("\"name\":\"start\"");
    }

    private static Interrupted interrupted(Scenario scenario) {
        return new Interrupted(
                scenario.world.world(CalmRuns.ONE_AFTER_THE_OTHER),
                scenario.cluster,
                CalmRuns.failover(scenario, FailoverPolicy.USUAL),
                new Journal(scenario.world, scenario.world));
    }

    /** The server whose opening was decided. */
    private static SimServer chosen(SimWorld world) {
        String fact = world.journal.stream()
                .filter(line -> line.contains("server-id@"))
                .findFirst()
                .orElseThrow();
        return world.servers.values().stream()
                .filter(server -> fact.contains("server-id@" + server.id + "\""))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_server_that_certainly_was_not_opened_is_a_replica_of_the_old_source_again() {
        int undone = 0;
        for (Scenario scenario : killedBeforeOpening()) {
            Interrupted interrupted = interrupted(scenario);
            assertTrue(interrupted.isPastReturn(), scenario.world.journal.toString());
            assertEquals(Interrupted.Way.UNDO, interrupted.way(() -> false), scenario.world.journal.toString());
            List<String> left = interrupted.undo();
            Invariants.undone(scenario.world, left, false);
            assertTrue(left.stream().anyMatch(word -> word.contains("perhaps to give it")), left.toString());
            undone++;
        }
        assertTrue(undone > 100, undone + " undone");
    }

    @Test
    void one_that_was_opened_or_written_to_or_cannot_be_asked_is_left_to_a_human() {
        int left = 0;
        for (Scenario scenario : killedBeforeOpening()) {
            SimWorld world = scenario.world;
            SimServer chosen = chosen(world);
            switch (left % 4) {
                case 0 -> chosen.writable = true;
                case 1 -> {
                    chosen.writable = true;
                    chosen.commit(1);
                    chosen.writable = false;
                }
                case 2 -> chosen.alive = false;
                default -> chosen.receiverRuns = true;
            }
            Interrupted interrupted = interrupted(scenario);
            assertEquals(Interrupted.Way.FINISH, interrupted.way(() -> false));
            boolean wasWritable = chosen.writable;
            List<String> before = List.copyOf(world.journal);
            Problem refused = assertThrows(Problem.class, interrupted::undo);
            assertTrue(refused.next().contains("masterha-manager --conf=FILE --resume"), refused.sentence());
            assertEquals(before, world.journal, "nothing is decided");
            assertEquals(wasWritable, chosen.writable);
            left++;
        }
        assertTrue(left > 100, left + " left");
    }

    @Test
    void a_source_that_is_still_dead_is_replaced_without_a_further_wait() {
        int finished = 0;
        for (Scenario scenario : CalmRuns.killedAfter(NeverOpenedTest::isDecision, SEEDS)) {
            scenario.world.sourceUp = false;
            Interrupted.Way way = interrupted(scenario).way(() -> {
                throw new AssertionError("nobody waits for a source that is silent");
            });
            assertEquals(Interrupted.Way.FINISH, way);
            FailoverReport report = CalmRuns.run(scenario);
            Invariants.check(scenario.world, report);
            finished++;
        }
        assertTrue(finished > 100, finished + " finished");
    }

    @Test
    void an_undo_that_was_killed_anywhere_is_finished_by_the_next_manager_even_if_the_old_source_has_died_again() {
        int again = 0;
        for (long seed = 1; seed <= 300; seed++) {
            Optional<Scenario> first = killedBeforeOpening(seed);
            if (first.isEmpty()) {
                continue;
            }
            interrupted(first.get()).undo();
            int all = first.get().world.killer.effects();
            for (int effect = 1; effect <= all; effect++) {
                Scenario scenario = killedBeforeOpening(seed).orElseThrow();
                scenario.world.killer.killAt(effect, effect % 2 == 0);
                Interrupted interrupted = interrupted(scenario);
                try {
                    interrupted.undo();
                    continue;
                } catch (Killer.ManagerKilled killed) {
                    scenario.world.managerDied();
                    scenario.world.killer.neverAgain();
                }
                again += finishUndo(scenario, effect);
            }
        }
        assertTrue(again > 200, again + " killed in the middle of it");
    }

    /** 1 if it was begun. */
    private static int finishUndo(Scenario scenario, int effect) {
        SimWorld world = scenario.world;
        Interrupted next = interrupted(scenario);
        if (next.failedSource().isEmpty() || next.isPastReturn()) {
            return 0;
        }
        assertEquals(Interrupted.Way.UNDO, next.way(() -> true), "killed at " + effect);
        FailoverReport refused = CalmRuns.run(scenario);
        assertTrue(refused.newSource().isEmpty() && refused.error().contains("being undone"), refused.error());
        if (interrupted(scenario).failedSource().isPresent()) {
            Invariants.undone(world, next.undo(), false);
        }
        return 1;
    }
}

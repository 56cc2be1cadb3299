package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.plan.FailoverPolicy;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A failover that does not reach everything leaves a human with what to type. */
@Execution(ExecutionMode.CONCURRENT)
class HandedOverTest {
    private static final int SEEDS = 2000;

    @Test
    void a_fault_of_the_program_ends_in_a_report_and_not_in_silence() {
        int told = 0;
        for (Scenario scenario : CalmRuns.scenarios(SEEDS)) {
            scenario.world.disturbance = name -> {
                if (name.startsWith("repoint ")) {
                    throw new IllegalStateException("a fault");
                }
            };
            FailoverReport report = CalmRuns.run(scenario);
            if (report.error().contains("a fault")) {
                assertEquals(10, report.exitCode(), report.toString());
                assertTrue(report.next().get(0).contains("it finishes what is left"), report.toString());
                told++;
            }
        }
        assertTrue(told > 100, told + " told");
    }

    @Test
    void a_fault_of_the_program_before_the_plan_lets_the_replicas_receive_again() {
        int told = 0;
        for (Scenario scenario : CalmRuns.scenarios(SEEDS)) {
            SimWorld world = scenario.world;
            List<SimServer> received = world.servers.values().stream()
                    .filter(s -> s.alive && s.receiverRuns)
                    .toList();
            world.disturbance = name -> {
                if (name.startsWith("release address")) {
                    throw new IllegalStateException("a fault");
                }
            };
            FailoverReport report = CalmRuns.run(scenario);
            assertTrue(report.newSource().isEmpty());
            received.forEach(s -> assertTrue(s.receiverRuns, s + " does not receive any more: " + report.error()));
            told += report.error().contains("a fault") ? 1 : 0;
        }
        assertTrue(told > 100, told + " told");
    }

    @Test
    void every_server_that_was_left_out_comes_with_the_statement_that_fits_it() {
        int pointed = 0;
        int complete = 0;
        for (Scenario scenario : CalmRuns.scenarios(SEEDS)) {
            SimWorld world = scenario.world;
            world.disturbance = name -> CalmRuns.failIf(name.startsWith("repoint "), name);
            FailoverReport report = CalmRuns.run(scenario);
            if (report.newSource().isEmpty()) {
                continue;
            }
            for (ServerId id : report.lost().keySet()) {
                String next = report.next().stream()
                        .filter(line -> line.contains(id.toString()))
                        .findFirst()
                        .orElseThrow();
                boolean isByGtid = world.story.stream().anyMatch(line -> line.contains("GTID failover mode = 1"));
                boolean isComplete = isByGtid
                        || world.journal.stream().anyMatch(line -> line.contains("\"" + Facts.appliedAt(id) + "\""));
                boolean answers = world.server(id).alive;
                assertEquals(
                        answers && isComplete,
                        next.contains("follow " + report.newSource().get()) && next.contains("on " + id),
                        next);
                pointed += answers && isComplete ? 1 : 0;
                complete += isComplete ? 0 : 1;
            }
            assertTrue(
                    report.next().stream().anyMatch(line -> line.contains("keep s1 from starting")),
                    report.next().toString());
        }
        assertTrue(pointed > 100 && complete > 10, pointed + " with a statement, " + complete + " incomplete");
    }

    @Test
    void a_tail_that_nobody_saved_comes_with_the_command_that_saves_it() {
        int told = 0;
        for (Scenario scenario : CalmRuns.scenarios(SEEDS)) {
            FailoverReport report = CalmRuns.run(scenario);
            boolean unsaved = report.newSource().isPresent() && !scenario.world.hostAnswers;
            boolean isTold = report.next().stream().anyMatch(line -> line.contains("save-binlogs "));
            assertEquals(unsaved, isTold, report.toString());
            told += isTold ? 1 : 0;
        }
        assertTrue(told > 20, told + " told");
    }

    @Test
    void a_replica_that_only_the_tail_could_complete_is_no_candidate_if_the_tail_is_not_wanted() {
        int promoted = 0;
        FailoverPolicy without = new FailoverPolicy(FailoverPolicy.USUAL.election(), false, true, true, true);
        for (Scenario scenario : CalmRuns.scenarios(SEEDS)) {
            FailoverReport report = CalmRuns.run(scenario, without);
            assertFalse(report.error().contains("could not be had"), report.error());
            promoted += report.newSource().isPresent() ? 1 : 0;
        }
        assertTrue(promoted > 100, promoted + " promoted");
    }
}

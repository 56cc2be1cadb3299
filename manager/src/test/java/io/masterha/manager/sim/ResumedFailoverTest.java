package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.failover.Interrupted;
import io.masterha.manager.app.watch.Monitor;
import io.masterha.manager.app.watch.WatchPolicy;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.plan.FailoverPolicy;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.WitnessStore;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What happens between a killed manager and the next one must not be undone or done twice. */
@Execution(ExecutionMode.CONCURRENT)
class ResumedFailoverTest {
    private static final int SEEDS = 2000;

    @Test
    void a_replica_that_went_on_with_the_new_source_is_not_sent_back_to_where_it_began() {
        int resumed = 0;
        for (Scenario scenario : CalmRuns.killedAfter(name -> name.startsWith("repoint "), SEEDS)) {
            SimServer replica = scenario.world.servers.values().stream()
                    .filter(s -> s.follows.isPresent())
                    .findFirst()
                    .orElseThrow();
            SimServer promoted =
                    scenario.world.server(replica.follows.orElseThrow().source());
            // Clients wrote, the replica executed it, then its connection broke.
            List.of(promoted, replica).forEach(s -> s.data.add(s.data.size()));
            replica.receiverRuns = false;
            FailoverReport report = CalmRuns.run(scenario);
            assertTrue(report.followers().contains(replica.id), report.toString());
            assertEquals(promoted.data, replica.data);
            resumed++;
        }
        assertTrue(resumed > 100, resumed + " resumed");
    }

    @Test
    void an_old_source_that_somebody_made_a_replica_of_the_new_one_is_not_killed() {
        int refused = 0;
        for (Scenario scenario : CalmRuns.killedAfter(name -> name.startsWith("set writable"), SEEDS)) {
            SimWorld world = scenario.world;
            SimServer promoted = world.servers.values().stream()
                    .filter(s -> s.writable)
                    .findFirst()
                    .orElseThrow();
            SimServer old = new SimServer(world.source, 1);
            old.follows = Optional.of(new Following(promoted.id, Optional.empty()));
            world.rejoined = Optional.of(old);
            world.sourceUp = true;
            FailoverReport report = CalmRuns.run(scenario);
            assertTrue(world.sourceUp, "the replica " + world.source + " was brought down");
            assertTrue(report.error().contains("by hand"), report.error());
            assertTrue(report.error().contains("mv "), report.error());
            refused++;
        }
        assertTrue(refused > 100, refused + " refused");
    }

    @Test
    void a_source_that_was_proved_down_and_still_is_needs_no_patience_and_one_that_was_started_does() {
        int down = 0;
        for (Scenario scenario : CalmRuns.killedAfter(name -> name.startsWith("save binlog"), SEEDS)) {
            SimWorld world = scenario.world;
            Interrupted interrupted = new Interrupted(
                    world.world(CalmRuns.ONE_AFTER_THE_OTHER),
                    scenario.cluster,
                    CalmRuns.failover(scenario, FailoverPolicy.USUAL),
                    new Journal(world, world));
            assertTrue(interrupted.isDownStill(), world.journal.toString());
            world.sourceUp = true;
            assertTrue(!interrupted.isDownStill(), "it runs again");
            world.sourceUp = false;
            world.hostAnswers = false;
            assertTrue(!interrupted.isDownStill(), "nobody knows");
            down++;
        }
        assertTrue(down > 100, down + " down");
    }

    @Test
    void an_undone_failover_says_that_the_address_was_taken_off_the_old_source() {
        int undone = 0;
        for (Scenario scenario : CalmRuns.killedAfter(name -> name.startsWith("release address"), SEEDS)) {
            SimWorld world = scenario.world;
            Journal journal = new Journal(world, world);
            Interrupted interrupted = new Interrupted(
                    world.world(CalmRuns.ONE_AFTER_THE_OTHER),
                    scenario.cluster,
                    CalmRuns.failover(scenario, FailoverPolicy.USUAL),
                    journal);
            world.sourceUp = true;
            List<String> left = interrupted.undo();
            assertTrue(left.stream().anyMatch(word -> word.contains("address back to s1")), left.toString());
            undone++;
        }
        assertTrue(undone > 100, undone + " undone");
    }

    @Test
    void a_server_that_was_taken_out_of_the_configuration_meanwhile_is_named() {
        Scenario scenario = CalmRuns.killedAfter(name -> name.startsWith("set writable"), 50)
                .get(0);
        SimWorld world = scenario.world;
        Interrupted interrupted = new Interrupted(
                world.world(CalmRuns.ONE_AFTER_THE_OTHER),
                scenario.cluster.without(world.source),
                CalmRuns.failover(scenario, FailoverPolicy.USUAL),
                new Journal(world, world));
        Problem problem = assertThrows(Problem.class, interrupted::failedSource);
        assertTrue(problem.what().contains("s1"), problem.sentence());
        assertTrue(problem.next().contains("mv "), problem.sentence());
    }

    @Test
    void nobody_waits_for_ever_to_learn_whether_the_source_is_dead() {
        Scenario scenario = CalmRuns.scenarios(SEEDS).get(0);
        SimWorld world = scenario.world;
        world.hostAnswers = false;
        world.sourceUp = false;
        world.servers.values().forEach(server -> server.alive = false);
        Monitor monitor = new Monitor(
                world.world(CalmRuns.ONE_AFTER_THE_OTHER),
                new SilentWitnesses(),
                scenario.cluster,
                world.source,
                1,
                WatchPolicy.usual(PingType.SELECT, Duration.ofSeconds(3)),
                WitnessStore.NONE,
                state -> {});
        Problem problem = assertThrows(Problem.class, monitor::isDead);
        assertTrue(problem.why().contains("the manager itself may be cut off"), problem.sentence());
        assertTrue(world.nanos() < Duration.ofMinutes(2).toNanos(), "it took " + world.nanos() + " ns");
    }

    @Test
    void other_options_than_those_of_the_interrupted_failover_name_no_other_server_as_promoted() {
        int refused = 0;
        FailoverPolicy other = new FailoverPolicy(FailoverPolicy.USUAL.election(), true, true, false, true);
        for (Scenario scenario : CalmRuns.killedAfter(name -> name.startsWith("set writable"), SEEDS)) {
            FailoverReport report = CalmRuns.run(scenario, other);
            assertEquals(Optional.<ServerId>empty(), report.newSource());
            assertTrue(report.error().contains("another plan"), report.error());
            refused++;
        }
        assertTrue(refused > 100, refused + " refused");
    }
}

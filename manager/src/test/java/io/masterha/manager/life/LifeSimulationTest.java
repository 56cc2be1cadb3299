package io.masterha.manager.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.execute.EndlessPool;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Workers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The manager from the first ping to the last step in lives of simulated clusters, in which everything can fail.
 *
 * <p>{@code -Dsim.seed=N} runs one seed and prints it; {@code -Dlife.seeds=N} runs that many. What goes on side by side
 * takes its time one after the other here, so times are upper bounds.
 */
@Execution(ExecutionMode.CONCURRENT)
class LifeSimulationTest {
    private static final int USUAL_SEEDS = 4_000;
    private static final Workers ONE_AFTER_THE_OTHER = EndlessPool.inTurn();

    @Test
    void whatever_fails_one_server_takes_writes_and_what_was_acknowledged_is_there_or_told() {
        String one = System.getProperty("sim.seed", "");
        if (!one.isEmpty()) {
            System.out.println(told(checked(Long.parseLong(one))));
            return;
        }
        int seeds = Integer.getInteger("life.seeds", USUAL_SEEDS);
        Map<String, Integer> outcomes = new ConcurrentSkipListMap<>();
        Map<String, Integer> verdicts = new ConcurrentSkipListMap<>();
        Map<Fault.Kind, Duration> slowest = new ConcurrentSkipListMap<>();
        LongStream.rangeClosed(1, seeds).parallel().forEach(seed -> {
            Life life = checked(seed);
            outcomes.merge(outcome(life), 1, Integer::sum);
            verdict(life).ifPresent(verdict -> verdicts.merge(verdict, 1, Integer::sum));
            life.timeToVerdict.ifPresent(
                    time -> slowest.merge(life.fault.kind(), time, (a, b) -> a.compareTo(b) > 0 ? a : b));
        });
        System.out.println(seeds + " lives");
        outcomes.forEach((outcome, count) -> System.out.printf("%8d  %s%n", count, outcome));
        verdicts.forEach((verdict, count) -> System.out.printf("%8d  verdict: %s%n", count, verdict));
        slowest.forEach((kind, time) ->
                System.out.printf("%8.1f s  slowest verdict after %s%n", time.toMillis() / 1000.0, kind));
        if (seeds >= 1000) {
            assertTrue(verdicts.size() >= 3, verdicts.toString());
            for (Fault.Kind kind : Fault.Kind.values()) {
                assertTrue(
                        outcomes.keySet().stream().anyMatch(outcome -> outcome.startsWith(kind + ":")),
                        kind.toString());
                assertEquals(
                        kind.mayFailOver,
                        outcomes.keySet().stream()
                                .anyMatch(o -> o.startsWith(kind + ": exit 0") || o.startsWith(kind + ": exit 10")),
                        outcomes.toString());
            }
        }
    }

    @Test
    void the_same_seed_is_the_same_life() {
        for (long seed = 1; seed <= 40; seed++) {
            assertEquals(
                    Life.of(seed, ONE_AFTER_THE_OTHER).live().world.story,
                    Life.of(seed, ONE_AFTER_THE_OTHER).live().world.story);
        }
    }

    private static Life checked(long seed) {
        Life life = Life.of(seed, ONE_AFTER_THE_OTHER);
        try {
            life.live();
            LifeInvariants.check(life);
            return life;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " (make sim SEED=" + seed + "): " + e.getMessage() + "\n" + told(life), e);
        }
    }

    private static String told(Life life) {
        return life.fault + ", " + life.policy + (life.world.semiSync ? ", semi-sync" : "") + "\n"
                + String.join("\n", life.world.story) + "\n" + life.world.servers.values() + "\n" + life.report + "\n"
                + String.join("\n", life.ports.journal);
    }

    /** The sentence with which the source was declared dead first. */
    private static Optional<String> verdict(Life life) {
        return life.world.story.stream()
                .filter(line -> line.contains("-> DEAD"))
                .map(line -> line.substring(line.indexOf("WARNING ") + 8, line.indexOf(" [")))
                .findFirst();
    }

    private static String outcome(Life life) {
        String end = life.report
                .map(LifeSimulationTest::end)
                .orElse(life.world.server(life.world.first).answers() ? "no failover" : "no failover, source down");
        return life.fault.kind() + ": " + end
                + (life.world.twoWritable.isPresent() ? ", TWO WRITERS (not fenced)" : "");
    }

    private static String end(FailoverReport report) {
        return "exit " + report.exitCode() + ", loss "
                + report.loss().map(l -> l.word()).orElse("-");
    }
}

package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.FailoverLocks;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How long a manager believes that it holds a lock which it has lost to another one. */
@Execution(ExecutionMode.CONCURRENT)
class TrustedLocksTest {
    private static final Duration BELIEVED = Duration.ofMillis(249);

    private final SimWorld world = CalmRuns.scenarios(20).get(0).world;
    private final FailoverLocks locks = new FailoverLocks(world.world(CalmRuns.ONE_AFTER_THE_OTHER));
    private final List<ServerId> replicas = world.servers.values().stream()
            .filter(server -> !server.isThirdTier)
            .map(server -> server.id)
            .toList();

    private void loseThem() {
        world.servers.values().forEach(server -> server.locks.clear());
        world.hasRival = true;
    }

    private static void requireSeenAsLost(Runnable check) {
        assertEquals(AppError.LOCKED, assertThrows(Problem.class, check::run).code());
    }

    @Test
    void before_a_stage_it_asks_only_after_a_while() {
        assertEquals(Map.of(), locks.take(replicas));
        loseThem();
        world.sleep(BELIEVED);
        locks.check(Set.of(), "journal");
        world.sleep(Duration.ofMillis(1));
        requireSeenAsLost(() -> locks.check(Set.of(), "journal"));
    }

    @Test
    void what_cannot_be_taken_back_asks_at_once() {
        assertEquals(Map.of(), locks.take(replicas));
        loseThem();
        requireSeenAsLost(() -> locks.checkOneByOne(replicas, Set.of(), "journal"));
    }

    @Test
    void an_answer_that_took_long_is_believed_no_longer_than_its_question() {
        world.disturbance = effect -> world.sleep(Duration.ofMillis(250));
        assertEquals(Map.of(), locks.take(replicas));
        loseThem();
        requireSeenAsLost(() -> locks.check(Set.of(), "journal"));
    }
}

package io.masterha.manager.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.app.World;
import io.masterha.manager.app.failover.Failover;
import io.masterha.manager.app.watch.NewSourceWatch;
import io.masterha.manager.app.watch.WatchPolicy;
import io.masterha.manager.detect.Verdict;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.plan.FailoverPolicy;
import io.masterha.manager.plan.FencePolicy;
import io.masterha.manager.plan.LossPolicy;
import io.masterha.manager.plan.Safety;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.PingType;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.PromotionRule;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A promoted server is lost while the others are being pointed at it, in simulated time in which all that goes on side by
 * side takes its time side by side: how long it takes until the next one takes writes.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(600)
class LostNewSourceTest {
    private static final WatchPolicy WATCH = WatchPolicy.usual(PingType.SELECT, Limits.USUAL.pingInterval());
    private static final int SEEDS = 6000;

    /** From the blow to the moment at which a server was opened last. */
    private record Lost(Life life, LifeServer victim, Duration until, Optional<FailoverReport> second) {}

    private static Optional<Life> life(long seed, Turns turns) {
        Life life = Life.of(seed, Workers.on(turns));
        long mayLead = life.cluster.members().stream()
                .filter(member -> member.rule() != PromotionRule.NEVER)
                .count();
        boolean isUsual = life.fault.kind() == Fault.Kind.SERVER_KILLED
                && !life.isManagerKilled
                && life.world.faults.size() == 1
                && mayLead == life.world.servers.size()
                && life.world.servers.size() >= 4;
        return isUsual ? Optional.of(life) : Optional.empty();
    }

    /** Strikes when the journal says that the first replica follows the new source. */
    private static Optional<Lost> lost(long seed, FencePolicy fence, BiConsumer<Life, LifeServer> blow) {
        Turns turns = new Turns();
        Optional<Life> maybe = life(seed, turns);
        if (maybe.isEmpty()) {
            return Optional.empty();
        }
        Life life = maybe.get();
        turns.share(life.world);
        try {
            return live(life, Workers.on(turns), fence, blow);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + ": " + e.getMessage() + "\n" + String.join("\n", life.world.story) + "\n"
                            + life.world.servers.values() + "\n" + String.join("\n", life.ports.journal),
                    e);
        }
    }

    private static Optional<Lost> live(
            Life life, Workers workers, FencePolicy fence, BiConsumer<Life, LifeServer> blow) {
        LifeWorld world = life.world;
        long[] struckAt = {0};
        Optional<LifeServer>[] victim = holder();
        life.ports.killer().watchedBy(effect -> {
            boolean isPointed = effect.contains("\"event\":\"done\"") && effect.contains("\"step\":\"point ");
            if (isPointed && victim[0].isEmpty()) {
                LifeServer promoted = world.servers.values().stream()
                        .filter(server -> server.writable && server.processUp)
                        .findFirst()
                        .orElseThrow();
                victim[0] = Optional.of(promoted);
                struckAt[0] = world.nanos();
                world.tell("world", Optional.of(promoted.id), "is struck");
                blow.accept(life, promoted);
            }
        });
        FailoverPolicy policy = life.policy.with(new Safety(fence, LossPolicy.ACCEPT));
        World seen = life.ports.forOneManager(workers, Limits.USUAL);
        FailedSource dead = life.monitor(seen).untilDead();
        NewSourceWatch beside =
                new NewSourceWatch(seen, new LifeWitnesses(life.ports), life.cluster.without(dead.id()), WATCH);
        Failover failover = new Failover(seen, life.cluster, policy, beside);
        FailoverReport first = failover.run(dead);
        Optional<FailedSource> next =
                first.settledSource().filter(failover::isGone).flatMap(beside::settled);
        life.report = Optional.of(first);
        Optional<FailoverReport> second = next.map(found -> {
            life.ports.journal.clear();
            life.ports.managerDied();
            return new Failover(
                            life.ports.forOneManager(workers, Limits.USUAL), life.cluster.without(dead.id()), policy)
                    .run(found);
        });
        long openedAt = life.ports.openedAt();
        beside.end();
        world.sleep(Duration.ofMinutes(1));
        assertEquals(Optional.empty(), world.twoWritable);
        return victim[0].map(v -> new Lost(life, v, Duration.ofNanos(openedAt - struckAt[0]), second));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Optional<LifeServer>[] holder() {
        return new Optional[] {Optional.empty()};
    }

    private static void hostGone(Life life, LifeServer server) {
        server.hostUp = false;
        server.crash(life.world.nanos());
    }

    /** All that were struck, with the slowest time until the next one took writes. */
    private static Duration slowest(
            FencePolicy fence, BiConsumer<Life, LifeServer> blow, Consumer<Lost> judge, int atLeast) {
        Duration worst = Duration.ZERO;
        int count = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            long one = seed;
            Optional<Lost> lost = lost(seed, fence, blow);
            if (lost.isEmpty()) {
                continue;
            }
            Lost found = lost.get();
            try {
                judge.accept(found);
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed " + one + ": " + e.getMessage() + "\n" + String.join("\n", found.life().world.story), e);
            }
            worst = found.until().compareTo(worst) > 0 ? found.until() : worst;
            count++;
        }
        assertTrue(count >= atLeast, count + " were struck");
        System.out.println(count + " were struck; the slowest took " + worst.toMillis() + " ms");
        return worst;
    }

    private static void isReplaced(Lost lost) {
        FailoverReport second = lost.second().orElseThrow(() -> new AssertionError("it is not replaced"));
        assertEquals("", second.error());
        assertNotEquals(Optional.of(lost.victim().id), second.newSource());
        LifeServer source = lost.life().world.server(second.newSource().orElseThrow());
        assertTrue(source.takesWrites(), source.toString());
        for (LifeServer server : lost.life().world.servers.values()) {
            boolean isReplica = server.answers() && server != source && !server.id.equals(lost.life().world.first);
            assertTrue(!isReplica || server.follows.equals(Optional.of(source.id)), server + " beside " + source);
        }
    }

    @Test
    void one_whose_host_is_gone_is_replaced_as_quickly_as_the_detection_promises() {
        Duration slowest =
                slowest(FencePolicy.BEST_EFFORT, LostNewSourceTest::hostGone, LostNewSourceTest::isReplaced, 30);
        Duration promised = WATCH.worstCase(Limits.USUAL).of(Verdict.HOST_GONE).plusSeconds(2);
        assertTrue(slowest.compareTo(promised) <= 0, slowest + " of " + promised);
    }

    @Test
    void one_that_crashes_is_replaced_without_any_waiting() {
        Duration slowest = slowest(
                FencePolicy.STRICT,
                (life, server) -> server.crash(life.world.nanos()),
                LostNewSourceTest::isReplaced,
                30);
        assertTrue(slowest.compareTo(Duration.ofSeconds(2)) <= 0, slowest.toString());
    }

    @Test
    void with_a_strict_fence_nobody_is_opened_beside_one_whose_host_is_gone() {
        Duration unused = slowest(
                FencePolicy.STRICT,
                LostNewSourceTest::hostGone,
                lost -> {
                    FailoverReport second = lost.second().orElseThrow();
                    assertTrue(second.error().contains("may still take writes"), second.error());
                    assertTrue(
                            lost.life().world.servers.values().stream().noneMatch(LifeServer::takesWrites),
                            "another one takes writes");
                },
                30);
    }

    @Test
    void one_that_is_silent_for_less_than_the_patience_stays_the_source() {
        Duration unused = slowest(
                FencePolicy.BEST_EFFORT,
                (life, server) -> life.world.faults.add(new Fault(
                        Duration.ofNanos(life.world.nanos()),
                        Fault.Kind.SHORT_FREEZE,
                        server.id,
                        Duration.ofSeconds(5))),
                lost -> {
                    assertEquals(Optional.empty(), lost.second());
                    assertEquals(
                            Optional.of(lost.victim().id),
                            lost.life().report.orElseThrow().newSource());
                    assertTrue(lost.victim().takesWrites());
                },
                30);
    }
}

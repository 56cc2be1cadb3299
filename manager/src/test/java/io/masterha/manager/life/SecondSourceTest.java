package io.masterha.manager.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.app.failover.Failover;
import io.masterha.manager.execute.EndlessPool;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.LossVerdict;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.Limits;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.PromotionRule;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Witness;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The promoted server dies when some replicas follow it and others do not yet: its own failover takes all of them along. */
@Execution(ExecutionMode.CONCURRENT)
class SecondSourceTest {
    private static final Workers ONE_AFTER_THE_OTHER = EndlessPool.inTurn();

    /** Kills the promoted server with the journal's line that so many replicas follow it. */
    private static final class Assassin {
        private final Life life;
        private int followers;
        Optional<LifeServer> victim = Optional.empty();

        Assassin(Life life, int followers) {
            this.life = life;
            this.followers = followers;
            life.ports.killer().watchedBy(this::sees);
        }

        private void sees(String effect) {
            boolean isPointed = effect.startsWith("journal ")
                    && effect.contains("\"event\":\"done\"")
                    && effect.contains("\"step\":\"point ");
            if (isPointed && victim.isEmpty() && --followers == 0) {
                life.world.servers.values().stream()
                        .filter(server -> server.writable && server.processUp)
                        .forEach(server -> victim = Optional.of(server));
                victim.orElseThrow().crash(life.world.nanos());
            }
        }
    }

    /** A calm life whose source is killed and stays down, with at least two replicas behind the new one. */
    private static Optional<Life> life(long seed) {
        Life life = Life.of(seed, ONE_AFTER_THE_OTHER);
        boolean isUsual = life.fault.kind() == Fault.Kind.SERVER_KILLED
                && !life.isManagerKilled
                && life.world.faults.size() == 1
                && life.world.servers.size() >= 4;
        return isUsual ? Optional.of(life) : Optional.empty();
    }

    @Test
    void nobody_is_locked_out_and_nothing_is_lost() {
        int byGtid = 0;
        int byPosition = 0;
        int stragglers = 0;
        for (long seed = 1; seed <= 6000; seed++) {
            Optional<Life> maybe = life(seed);
            if (maybe.isEmpty()) {
                continue;
            }
            Life life = maybe.get();
            Assassin assassin = new Assassin(life, 1);
            try {
                life.live();
                if (assassin.victim.isEmpty() || life.report.isEmpty()) {
                    continue;
                }
                stragglers += life.report.get().lost().size();
                second(life, assassin.victim.get());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ": " + e.getMessage() + "\n" + String.join("\n", life.world.story) + "\n"
                                + life.world.servers.values() + "\n" + String.join("\n", life.ports.journal),
                        e);
            }
            byGtid += life.ports.gtid() ? 1 : 0;
            byPosition += life.ports.gtid() ? 0 : 1;
        }
        assertTrue(byGtid > 20 && byPosition > 20, byGtid + " by GTID, " + byPosition + " by position");
        assertTrue(stragglers > 50, stragglers + " stragglers");
    }

    private static boolean mayAnyLead(Life life, LifeServer promoted) {
        return life.cluster.members().stream()
                .filter(member ->
                        !member.id().equals(promoted.id) && !member.id().equals(life.world.first))
                .anyMatch(member -> member.rule() != PromotionRule.NEVER);
    }

    private static void second(Life life, LifeServer promoted) {
        FailoverReport first = life.report.orElseThrow();
        assertEquals(10, first.exitCode(), first.toString());
        for (LifeServer server : life.world.servers.values()) {
            boolean isReplica = server.processUp && !server.id.equals(life.world.first);
            assertTrue(
                    !isReplica || server.follows.equals(Optional.of(promoted.id)),
                    server + " does not follow " + promoted.id);
        }
        Optional<Witness> seen = new Failover(
                        life.ports.forOneManager(ONE_AFTER_THE_OTHER, Limits.USUAL), life.cluster, life.policy)
                .seenAtPromotion(promoted.id);
        assertEquals(1, seen.orElseThrow().syncBinlog());
        life.ports.journal.clear();
        life.ports.managerDied();
        life.world.endsAfter(Duration.ofHours(1));
        FailoverReport report = new Failover(
                        life.ports.forOneManager(ONE_AFTER_THE_OTHER, Limits.USUAL),
                        life.cluster.without(life.world.first),
                        life.policy)
                .run(new FailedSource(promoted.id, promoted.number, true, seen));
        if (report.error().contains("no replica is eligible") && !mayAnyLead(life, promoted)) {
            return;
        }
        assertEquals("", report.error());
        ServerId id = report.newSource().orElseThrow();
        assertNotEquals(promoted.id, id);
        assertTrue(report.lost().isEmpty(), report.lost().toString());
        assertEquals("none", report.loss().map(LossVerdict::word).orElse("-"), report.toString());
        Set<Txn> missing = new HashSet<>(life.world.clients.acknowledged);
        life.world.server(id).data.forEach(missing::remove);
        assertEquals(Set.of(), missing);
        for (ServerId follower : report.followers()) {
            LifeServer server = life.world.server(follower);
            assertEquals(life.world.server(id).data.subList(0, server.data.size()), server.data, follower.toString());
            assertEquals(Optional.of(id), server.follows);
        }
        assertEquals(Optional.empty(), life.world.twoWritable);
    }
}

package io.masterha.manager.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.LossVerdict;
import io.masterha.manager.plan.FencePolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What holds at the end of every life. */
final class LifeInvariants {
    private LifeInvariants() {}

    static void check(Life life) {
        if (life.report.isPresent()) {
            assertTrue(
                    !life.report.get().error().contains("error of the program itself"),
                    life.report.get().error());
            assertTrue(life.fault.kind().mayFailOver, "a failover without a reason: " + life.fault);
        }
        oneWriter(life);
        Optional<LifeServer> promoted =
                life.report.flatMap(FailoverReport::newSource).map(life.world::server);
        if (promoted.isPresent()) {
            nothingLostInSilence(life, promoted.get());
            oneHistory(life, promoted.get());
        } else if (!life.isDoneInTheJournal()) {
            asBefore(life);
        }
    }

    /** Two writers only where nothing proves that the old one is down, and the policy goes on without proof. */
    private static void oneWriter(Life life) {
        if (life.world.twoWritable.isEmpty()) {
            return;
        }
        String when = "two servers take writes " + life.world.twoWritable.get();
        assertEquals(FencePolicy.BEST_EFFORT, life.policy.safety().fence(), when);
        assertTrue(
                life.world.story.stream()
                        .anyMatch(line -> line.contains("nothing proves that it cannot be written to")),
                when + ", and nobody was warned");
    }

    private static void nothingLostInSilence(Life life, LifeServer promoted) {
        LossVerdict loss = life.report.orElseThrow().loss().orElseThrow();
        Set<Txn> missing = new HashSet<>(life.world.clients.acknowledged);
        promoted.data.forEach(missing::remove);
        // What a source that nobody could fence acknowledged after all was over is in no verdict.
        if (life.world.twoWritable.isEmpty() && loss instanceof LossVerdict.None) {
            assertTrue(missing.isEmpty(), "'none' was said, and " + missing.size() + " are missing: " + missing);
        }
        for (LifeServer server : life.world.servers.values()) {
            boolean isReachable = server.hostUp && server.processUp && server.follows.isPresent();
            if (isReachable && life.report.get().followers().contains(server.id)) {
                assertTrue(promoted.data.containsAll(server.relay), server + " had more than " + promoted);
            }
        }
    }

    /** Whoever follows has the new source's history, and nothing twice. */
    private static void oneHistory(Life life, LifeServer promoted) {
        assertEquals(new HashSet<>(promoted.data).size(), promoted.data.size(), "executed twice on " + promoted);
        for (var id : life.report.orElseThrow().followers()) {
            LifeServer follower = life.world.server(id);
            if (follower.processUp) {
                assertEquals(
                        promoted.data.subList(0, follower.data.size()), follower.data, id + " has another history");
                assertTrue(follower.receiverRuns && follower.applierRuns, follower + " does not follow");
            }
        }
    }

    /** Without a failover nobody else takes writes, and the replicas that are up receive from the old source. */
    private static void asBefore(Life life) {
        List<LifeServer> others = life.world.servers.values().stream()
                .filter(server -> !server.id.equals(life.world.first))
                .toList();
        others.forEach(server -> assertTrue(!server.writable, server + " takes writes without a failover"));
        boolean isUp = life.world.server(life.world.first).answers();
        for (LifeServer server : others) {
            boolean isTold =
                    life.report.isPresent() && life.report.get().error().contains(server.id.toString());
            if (isUp && server.processUp && life.world.server(life.world.first).writable) {
                assertTrue(server.receiverRuns || isTold, server + " was left without replication: " + life.report);
            }
        }
    }
}

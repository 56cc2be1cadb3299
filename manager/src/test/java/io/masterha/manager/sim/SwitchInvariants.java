package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.execute.SwitchoverReport;
import io.masterha.manager.topology.ServerId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What holds at the end of every switchover; that two servers are never writable is looked at all the time. */
final class SwitchInvariants {
    private SwitchInvariants() {}

    static void check(SwitchScenario scenario, long seed, SwitchoverReport report) {
        switch (report.outcome()) {
            case SWITCHED -> switched(scenario, report);
            case UNDONE, REFUSED -> asBefore(scenario, seed, report);
            case STUCK -> {
                assertTrue(scenario.failureRate > 0, "stuck although nothing failed: " + report.error());
                assertTrue(!report.next().isEmpty(), "stuck without a word on what to do");
            }
        }
    }

    private static void switched(SwitchScenario scenario, SwitchoverReport report) {
        SwitchWorld world = scenario.world;
        SwitchServer source = world.server(report.newSource().orElseThrow());
        SwitchServer old = world.server(SwitchScenario.SOURCE);
        assertTrue(!old.isWritable(), old + " is writable beside the new source");
        assertTrue(!source.alive || source.isWritable(), source + " is reported as the source and takes no writes");
        assertNothingLost(world, source);
        if (scenario.request.movesAddress()) {
            assertEquals(Optional.of(source.id), world.address, "the address is with the new source");
        }
        for (ServerId id : report.followers()) {
            SwitchServer follower = world.server(id);
            assertEquals(Optional.of(source.id), follower.follows, follower + " is reported as a follower");
        }
        for (SwitchServer server : world.servers.values()) {
            boolean accounted = server == source
                    || report.followers().contains(server.id)
                    || report.lost().containsKey(server.id)
                    || (server == old && !scenario.request.oldFollows());
            assertTrue(accounted, server + " is not in the report");
        }
        boolean complete = report.lost().isEmpty() && report.tolerated().isEmpty();
        assertTrue(!complete || world.addressLeftAt.isEmpty(), "two have the address: " + world.addressLeftAt);
        assertEquals(complete ? 0 : 10, report.exitCode());
        assertTrue(complete || scenario.failureRate > 0, "left out although nothing failed: " + report);
    }

    /** The old source takes writes, and all is as it was; what could not be put back is told. */
    private static void asBefore(SwitchScenario scenario, long seed, SwitchoverReport report) {
        SwitchWorld world = scenario.world;
        SwitchServer before = SwitchScenario.of(seed).world.server(SwitchScenario.SOURCE);
        SwitchServer old = world.server(SwitchScenario.SOURCE);
        assertEquals(1, report.exitCode());
        if (!old.alive) {
            return;
        }
        assertTrue(old.isWritable(), old + " does not take writes");
        assertNothingLost(world, old);
        if (report.tolerated().isEmpty()) {
            assertEquals(before.events, old.events, "the event scheduler is as it was");
            assertEquals(SwitchScenario.of(seed).world.address, world.address, "the address is where it was");
            assertTrue(
                    world.addressLeftAt.filter(id -> !id.equals(old.id)).isEmpty(),
                    "another server has the address too");
            for (SwitchServer server : world.servers.values()) {
                assertTrue(
                        server == old || !server.alive || (server.receiverRuns && server.applierRuns),
                        server + " does not replicate");
            }
        }
        assertTrue(
                report.tolerated().isEmpty() || scenario.failureRate > 0,
                "not put back although nothing failed: " + report.tolerated());
    }

    static void notInBetween(SwitchScenario scenario, long seed) {
        List<SwitchServer> open = scenario.world.servers.values().stream()
                .filter(SwitchServer::isWritable)
                .toList();
        boolean deaths = !scenario.world.deaths.isEmpty();
        assertTrue(deaths || open.size() == 1, "seed " + seed + ": not exactly one writable server: " + open);
    }

    private static void assertNothingLost(SwitchWorld world, SwitchServer server) {
        Set<Integer> missing = new HashSet<>(world.acknowledged);
        missing.removeAll(server.data);
        assertTrue(!server.alive || missing.isEmpty(), "acknowledged and lost on " + server + ": " + missing);
    }
}

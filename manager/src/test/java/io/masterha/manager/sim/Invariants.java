package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.LossVerdict;
import io.masterha.manager.plan.LossPolicy;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;

/** What holds at the end of every failover, whatever failed and however often the manager died. */
final class Invariants {
    private Invariants() {}

    static void check(SimWorld world, FailoverReport report) {
        assertTrue(!report.error().contains("error of the program itself"), report.error());
        List<SimServer> writable = world.servers.values().stream()
                .filter(s -> s.writable && s.alive)
                .toList();
        refusedOnlyForWantOfProof(world, report);
        if (report.newSource().isEmpty()) {
            assertTrue(writable.isEmpty(), "no new source is reported, but " + writable + " is writable");
            assertEquals(1, report.exitCode());
            assertTrue(!report.error().isEmpty(), "neither a new source nor an error");
            return;
        }
        ServerId id = report.newSource().get();
        assertEquals(List.of(world.server(id)), writable, "exactly the new source is writable");
        assertTrue(!world.sourceUp, "the failed source is up beside the new one");
        assertEquals(0, world.server(id).delaySeconds, id + " is delayed on purpose and was promoted");
        nothingLostInSilence(world, report, world.server(id));
        everybodyIsAccountedFor(world, report, id);
    }

    /** Under fence=strict nobody is opened without a proof; and with one nobody is refused for want of it. */
    private static void refusedOnlyForWantOfProof(SimWorld world, FailoverReport report) {
        boolean isProved = world.seenDown || world.poweredOff;
        boolean isRefused = report.error().contains("may still take writes");
        assertTrue(!isRefused || (world.demandsProof && !isProved), "refused although " + report.fence());
        if (world.demandsProof && report.newSource().isPresent()) {
            assertTrue(isProved, "promoted without a proof: " + report.fence());
        }
        if (isRefused) {
            assertTrue(report.error().contains("--accept_fence"), report.error());
            assertEquals(Optional.empty(), report.newSource());
        }
    }

    /** After an undone failover the old source is the only one to write to, and who could be reached receives from it. */
    static void undone(SimWorld world, List<String> left, boolean mayFail) {
        assertTrue(world.sourceUp, "the source that serves again was brought down");
        for (SimServer server : world.servers.values()) {
            assertTrue(!server.writable, server + " is writable beside the old source");
            if (server.isThirdTier) {
                continue;
            }
            assertTrue(server.follows.isEmpty() && server.isReplica, server + " does not follow the old source");
            boolean isLeft = left.stream()
                    .filter(command -> !command.contains("the application's address"))
                    .anyMatch(command -> command.contains(server.id.toString()));
            boolean hadReceived = world.journal.stream()
                    .filter(line -> line.contains("\"receiving\":["))
                    .anyMatch(line ->
                            line.substring(line.indexOf("\"receiving\":[")).contains(server.id.toString()));
            assertTrue(server.receiverRuns || isLeft || !hadReceived, server + " receives nothing and nobody was told");
            assertTrue(!isLeft || !server.alive || server.applierBroken || mayFail, server + " was left: " + left);
        }
        assertTrue(world.journal.get(world.journal.size() - 1).contains("undone"), "the journal has no end");
    }

    /** What the operator does not allow does not happen; a refusal leaves the replicas as they were. */
    static void lossIsWithin(LossPolicy policy, SimWorld start, SimWorld world, FailoverReport report) {
        boolean isRefused = report.error().contains("does not allow a loss");
        if (isRefused) {
            assertTrue(policy != LossPolicy.ACCEPT, "accept refused: " + report.error());
            start.servers.values().stream()
                    .filter(s -> s.alive && s.receiverRuns && !s.isThirdTier)
                    .forEach(s -> assertTrue(
                            world.server(s.id).receiverRuns || report.error().contains(s.id.toString()),
                            s.id + " receives nothing after the refusal: " + report.error()));
        }
        boolean isOpened = report.newSource().isPresent();
        if (isOpened && world.journal.stream().noneMatch(line -> line.contains("after-tail"))) {
            LossVerdict loss = report.loss().orElseThrow();
            assertTrue(
                    policy.allows(loss instanceof LossVerdict.None, loss instanceof LossVerdict.Bounded),
                    policy + " opened a server with a loss that is " + loss.sentence());
        }
    }

    /** Without a failure nobody is left out but those who were down, broken or beyond help at the start. */
    static void nobodyIsLeftOutWithoutReason(SimWorld start, SimWorld world, FailoverReport report) {
        useOfCopies(start, world, report);
        // With gtid_mode=ON they may follow by file and position, and stay with that for a reason that is told.
        boolean byGtid = world.journal.stream().anyMatch(line -> line.contains("\"mode gtid"));
        for (ServerId id : report.lost().keySet()) {
            SimServer before = start.server(id);
            long reachable = start.servers.values().stream()
                    .filter(s -> s.alive && !s.isThirdTier)
                    .mapToLong(s -> s.received)
                    .max()
                    .orElse(0);
            boolean isCopied = start.copies.values().stream().anyMatch(end -> end >= reachable);
            boolean completable = isCopied || world.hostAnswers || before.received >= reachable || byGtid;
            boolean inRelayLogs = start.servers.values().stream()
                    .anyMatch(s -> s.alive && s.received == reachable && s.relayFrom <= before.received);
            assertTrue(
                    !before.alive || before.applierBroken || (!completable && !inRelayLogs),
                    id + " was left out without a reason: " + report.lost().get(id));
        }
    }

    private static long leastReceived(SimWorld world) {
        return world.servers.values().stream()
                .filter(s -> s.alive && !s.isThirdTier)
                .mapToLong(s -> s.received)
                .min()
                .orElse(0);
    }

    /** What a binlog server has and no reachable server does is not lost. */
    private static void useOfCopies(SimWorld start, SimWorld world, FailoverReport report) {
        if (report.newSource().isEmpty()) {
            return;
        }
        SimServer promoted = world.server(report.newSource().get());
        start.copies.forEach((id, end) -> {
            if (end >= leastReceived(start)) {
                assertTrue(promoted.data.size() >= world.log.completeAt(end), id + " has more than " + promoted);
            }
        });
    }

    private static void nothingLostInSilence(SimWorld world, FailoverReport report, SimServer promoted) {
        LossVerdict loss = report.loss().orElseThrow();
        if (loss instanceof LossVerdict.None) {
            assertEquals(0, world.lostOnDisk, "'none' was said, but the disk had lost something: " + loss.sentence());
            assertEquals(0, world.loggedLater, "'none' was said, but the source ran again and committed more");
            int own = world.servers.values().stream()
                    .filter(s -> !s.alive)
                    .mapToInt(s -> s.ownCommits)
                    .sum();
            assertEquals(
                    world.log.transactions() + own + promoted.ownCommits,
                    promoted.data.size(),
                    "'none' was said: " + loss.sentence());
        }
        if (world.gtid && promoted.errant > 0 && world.story.stream().anyMatch(line -> line.contains("seen_gtids="))) {
            assertTrue(
                    String.join("\n", world.story).contains("that never came from the source: 00000000"),
                    promoted + " has transactions of its own and was promoted without a word");
        }
        for (SimServer server : world.servers.values()) {
            if (server.alive && !server.isThirdTier) {
                int held = world.log.completeAt(server.received);
                assertTrue(
                        promoted.data.size() >= held,
                        server + " had received more than the new source " + promoted + " has");
            }
        }
        for (int i = 0; i < promoted.data.size(); i++) {
            assertEquals(i, promoted.data.get(i), "an event twice or skipped on " + promoted);
        }
    }

    private static void everybodyIsAccountedFor(SimWorld world, FailoverReport report, ServerId promoted) {
        for (SimServer server : world.servers.values()) {
            if (server.id.equals(promoted)) {
                continue;
            }
            if (server.isThirdTier && server.alive) {
                boolean isNamed =
                        report.followers().contains(server.id) || report.lost().containsKey(server.id);
                assertTrue(!isNamed, server.id + " follows another replica and is in the report");
                continue;
            }
            boolean follows = report.followers().contains(server.id);
            assertTrue(follows || report.lost().containsKey(server.id), server.id + " is not in the report");
            if (follows) {
                assertEquals(world.server(promoted).data, server.data, server.id + " differs from the new source");
                assertTrue(server.follows.isPresent() && server.receiverRuns, server.id + " does not follow");
            }
        }
        boolean complete = report.lost().isEmpty()
                && report.tolerated().isEmpty()
                && report.error().isEmpty();
        assertEquals(complete ? 0 : 10, report.exitCode());
    }
}

package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whatever dies in the middle of a failover, the manager or the server that it has chosen: it is finished. */
@Tag("finish")
@Tag("on-demand")
@Execution(ExecutionMode.CONCURRENT)
class FinishIT {
    private static final Duration WHILE = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofMinutes(3);

    static Scene start(String name, int hosts) throws Exception {
        return Scene.named(name)
                .hosts(hosts)
                .gatedScript()
                .block(2, "candidate_master=1")
                .start(Selected.flavour(), Selected.mode());
    }

    /** Its applier waits for a lock while it is brought to the end of the history: then it is killed. */
    @Test
    @Tag("candidate-killed")
    void a_candidate_that_is_killed_after_it_was_chosen_is_replaced_by_another_one() throws Exception {
        try (Scene scene = start("candidate-killed", 4)) {
            scene.writesFor(WHILE);
            LabHost candidate = scene.db(2);
            try (Sql lock = candidate.admin()) {
                lock.run("LOCK TABLES lab.acks READ");
                scene.writesFor(Duration.ofMillis(200));
                Instant kill = scene.db(1).killServer();
                awaitLog(scene, "* Phase 3.5: Master Log Apply Phase..");
                candidate.killServer();
                Report report = ends(scene, 10, candidate, kill);
                assertEquals("none", report.loss().verdict(), scene.manager()::log);
            }
            assertTrue(scene.explain().output().contains("planned again, because db2"), () -> said(scene));
        }
    }

    @Test
    @Tag("promoted-killed")
    @Tag("usual")
    void a_server_that_is_killed_while_it_is_opened_is_replaced_by_another_one() throws Exception {
        try (Scene scene = start("promoted-killed", 3)) {
            scene.script().closeGate("start-db2");
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            scene.script().awaitAt("start-db2", scene.manager());
            scene.db(2).killServer();
            scene.script().openGate("start-db2");
            Report report = ends(scene, 10, scene.db(2), kill);
            assertEquals("none", report.loss().verdict(), scene.manager()::log);
        }
    }

    /** The manager cannot go on as long as the other replica is frozen; meanwhile the application writes. */
    @Test
    @Tag("promoted-written")
    void what_a_promoted_server_had_committed_before_it_was_killed_is_on_the_one_that_takes_its_place()
            throws Exception {
        try (Scene scene = start("promoted-written", 3)) {
            scene.script().closeGate("start-db2");
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            scene.script().awaitAt("start-db2", scene.manager());
            scene.db(3).freezeServer();
            scene.script().openGate("start-db2");
            Until.holds(
                    "the application writes to db2",
                    Duration.ofSeconds(30),
                    () -> scene.writer().acks().stream()
                                    .filter(ack -> ack.server().equals(scene.db(2)))
                                    .count()
                            > 50);
            scene.db(2).killServer();
            scene.db(3).thawServer();
            Report report = ends(scene, 10, scene.db(2), kill);
            long own = scene.writer().acks().stream()
                    .filter(ack -> ack.server().equals(scene.db(2)))
                    .count();
            assertTrue(own > 50, own + " rows were acknowledged by db2");
            assertEquals("none", report.loss().verdict(), scene.manager()::log);
        }
    }

    @Test
    @Tag("killed-often")
    void a_manager_that_is_killed_again_and_again_is_followed_by_one_that_goes_on() throws Exception {
        long seed = Long.getLong("finish.seed", System.nanoTime() & 0xffff);
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        try (Scene scene = start("killed-often", 4)) {
            scene.replication().stopReceiver(scene.db(3));
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            StringBuilder told = new StringBuilder("seed " + seed);
            for (int i = 0; i < 6; i++) {
                long until = journalLines(scene) + 1 + random.nextInt(6);
                Until.holds(
                        "the journal has " + until + " lines",
                        Duration.ofMinutes(1),
                        () -> !scene.manager().isRunning() || journalLines(scene) >= until,
                        scene.manager()::log);
                if (!scene.manager().isRunning()) {
                    break;
                }
                scene.manager().killNow();
                Scene.Checked explained = scene.explain();
                told.append("; ").append(explained.output().lines().findFirst().orElse(""));
                boolean isUnfinished = explained.output().contains("INTERRUPTED");
                assertEquals(isUnfinished ? 1 : 0, explained.exit(), explained.output());
                if (!isUnfinished) {
                    break;
                }
                assertTrue(explained.output().contains("the next manager "), explained.output());
                scene.resumeManager();
            }
            System.out.println(told);
            Report report = ends(scene, 0, scene.db(1), kill);
            assertEquals(
                    "none",
                    report.loss().verdict(),
                    () -> told + scene.manager().log());
        }
    }

    @Test
    @Tag("explain")
    void masterha_explain_tells_where_a_failover_stands_at_any_time() throws Exception {
        try (Scene scene = start("explain", 3)) {
            Scene.Checked before = scene.explain();
            assertEquals(0, before.exit(), before.output());
            assertTrue(before.output().contains("no failover and no switchover yet"), before.output());
            scene.script().closeGate("start-db2");
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            scene.script().awaitAt("start-db2", scene.manager());
            Scene.Checked during = scene.explain();
            assertEquals(1, during.exit(), during.output());
            assertTrue(during.output().contains("under way, beyond the point of no return"), during.output());
            scene.manager().killNow();
            Scene.Checked killed = scene.explain();
            assertTrue(killed.output().contains("INTERRUPTED"), killed.output());
            assertTrue(killed.output().contains("db2 was about to be opened"), killed.output());
            assertTrue(scene.explain("--json").output().contains("\"state\" : \"closed\""), () -> said(scene));
            scene.script().openGate("start-db2");
            scene.resumeManager();
            ends(scene, 0, scene.db(1), kill);
            Scene.Checked after = scene.explain();
            assertEquals(0, after.exit(), after.output());
            assertTrue(after.output().contains("nothing is unfinished here"), after.output());
            System.out.println(killed.output());
        }
    }

    private static long journalLines(Scene scene) {
        try (Stream<Path> files = Files.list(scene.directory())) {
            long lines = 0;
            for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
                lines += Files.readAllLines(file).size();
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitLog(Scene scene, String words) {
        Until.holds(
                "the manager says: " + words,
                Duration.ofMinutes(1),
                () -> scene.manager().log().contains(words),
                scene.manager()::log);
    }

    private static String said(Scene scene) {
        try {
            return scene.explain().output();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** One server takes writes, all that are left follow it, and every row that anybody had acknowledged is there. */
    static Report ends(Scene scene, int exit, LabHost gone, Instant kill) {
        int ended = scene.manager().awaitExit(END);
        assertEquals(exit, ended, scene.manager()::log);
        Report report = scene.manager().report();
        LabHost newSource = scene.newSource(report);
        assertFalse(newSource.equals(gone), scene.manager()::log);
        scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
        scene.writer().stop();
        List<LabHost> left = scene.lab().without(scene.db(1)).stream()
                .filter(host -> !host.equals(gone))
                .toList();
        Rows.becomeEqual(left);
        assertEquals(Set.of(), Rows.missing(scene.writer(), newSource), scene.manager()::log);
        for (LabHost host : left) {
            boolean isSource = host.equals(newSource);
            assertEquals(isSource ? "0" : "1", host.value("SELECT @@global.read_only"), host + ": read_only");
            assertTrue(
                    isSource || scene.replication().follows(host, newSource),
                    () -> host + ": " + scene.replication().status(host));
        }
        assertFalse(scene.db(1).isServerRunning(), "the failed source is down");
        assertTrue(gone.equals(scene.db(1)) || !gone.isServerRunning(), gone + " is down");
        System.out.printf(
                "%s: %d rows acknowledged, none missing; outage %.2f s; %s%n",
                newSource, scene.writer().acks().size(), scene.outage(kill).toMillis() / 1000.0, report.loss());
        return report;
    }
}

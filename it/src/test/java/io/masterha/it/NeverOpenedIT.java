package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.WritableSamples;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The manager is killed right before it opens the new source, and the old one, which nobody could fence, is back. */
@Tag("never-opened")
@Tag("on-demand")
@Execution(ExecutionMode.CONCURRENT)
class NeverOpenedIT {
    private static final Duration WHILE = Duration.ofSeconds(1);
    private static final Duration NOTICED = Duration.ofMinutes(2);

    private static Scene start(String name) throws Exception {
        Scene scene = Scene.named(name)
                .hosts(3)
                .gatedScript()
                .block(2, "candidate_master=1")
                .start(Selected.flavour(), Selected.mode());
        scene.script().closeGate("start-db2");
        scene.writesFor(WHILE);
        scene.replicasAreCurrent(2, 3);
        return scene;
    }

    /** Decided and written down; the script that moves the address runs, and then the manager is no more. */
    private static void isKilledBeforeTheOpening(Scene scene) {
        scene.script().awaitAt("start-db2", scene.manager());
        scene.manager().killNow();
        scene.script().openGate("start-db2");
        assertEquals("1", scene.db(2).value("SELECT @@global.read_only"));
    }

    private static void isUndone(Scene scene, WritableSamples samples) throws Exception {
        scene.db(1).awaitServer();
        scene.startManagerAgain();
        scene.isTold("the failover is undone", Instant.now(), NOTICED);
        scene.goesOnUnchanged();
        assertTrue(scene.manager().log().contains("give the application's address back to db1"), scene.manager()::log);
        assertEquals(List.of(), samples.overlaps(), scene.manager()::log);
    }

    @Test
    void a_source_that_was_cut_off_stays_the_source_if_the_other_one_was_not_opened() throws Exception {
        try (Scene scene = start("never-opened-cut");
                WritableSamples samples = WritableSamples.of(scene.lab().hosts())) {
            scene.db(1).cutOff();
            isKilledBeforeTheOpening(scene);
            scene.db(1).reconnect();
            isUndone(scene, samples);
        }
    }

    @Test
    void so_does_one_whose_host_stood_still() throws Exception {
        try (Scene scene = start("never-opened-paused");
                WritableSamples samples = WritableSamples.of(scene.lab().hosts())) {
            scene.db(1).pause();
            isKilledBeforeTheOpening(scene);
            scene.db(1).unpause();
            isUndone(scene, samples);
        }
    }

    /** Somebody opened it by hand meanwhile and closed it again: what was written there would be lost by an undo. */
    @Test
    void if_the_other_one_was_written_to_the_failover_is_finished_and_the_old_source_is_killed() throws Exception {
        try (Scene scene = start("never-opened-written")) {
            LabHost chosen = scene.db(2);
            scene.db(1).cutOff();
            isKilledBeforeTheOpening(scene);
            chosen.run("SET GLOBAL read_only = 0");
            chosen.run("INSERT INTO lab.acks VALUES (9000001, 2, 'by hand')");
            chosen.run("SET GLOBAL read_only = 1");
            scene.db(1).reconnect();
            scene.db(1).awaitServer();
            scene.startManagerAgain();
            int exit = scene.manager().awaitExit(Duration.ofMinutes(4));
            assertTrue(exit == 0 || exit == 10, scene.manager()::log);
            Report report = scene.manager().report();
            assertEquals("db2", report.newSource(), scene.manager()::log);
            assertFalse(scene.db(1).isServerRunning(), "the old source was killed");
            scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
            scene.writer().stop();
            Rows.becomeEqual(scene.lab().without(scene.db(1)));
            assertEquals("1", chosen.value("SELECT COUNT(*) FROM lab.acks WHERE id = 9000001"));
            Set<Long> missing = Rows.missing(scene.writer(), chosen);
            if (!missing.isEmpty()) {
                // What the old source took when it was back, before it was killed.
                assertEquals("bounded", report.loss().verdict(), scene.manager()::log);
                assertTrue(report.loss().sentence().contains("which was read then; missing: "), scene.manager()::log);
            }
            scene.line(missing.size() + " rows that the old source took when it was back are missing; loss "
                    + report.loss().verdict() + ": " + report.loss().sentence());
        }
    }
}

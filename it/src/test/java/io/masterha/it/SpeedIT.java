package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.node.SavedLog;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Rows;
import io.masterha.it.run.ManagerJournal;
import io.masterha.it.run.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** From the kill to the first acknowledged write, with default settings, while nothing else runs in the lab. */
@Isolated
@Tag("speed")
class SpeedIT {
    /** Less than any patience would take. A quiet machine needs a second; the figure is printed with each run. */
    private static final Duration LIMIT = Duration.ofSeconds(6);

    private static final Duration WHILE = Duration.ofSeconds(1);

    private static void endsInTime(Scene scene, Instant kill) {
        scene.endsWithoutLoss(kill);
        Duration outage = scene.outage(kill);
        assertTrue(
                outage.compareTo(LIMIT) < 0,
                () -> "first write after " + outage + "; log of the manager:\n"
                        + scene.manager().log());
    }

    @Test
    @Tag("current")
    void a_killed_source_with_current_replicas_loses_nothing() throws Exception {
        try (Scene scene = Scene.named("current").start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            endsInTime(scene, kill);
        }
    }

    /** The hardest of the ordinary cases: both kinds of logs are needed before anyone may write. */
    @Test
    @Tag("behind-and-tail")
    void one_replica_is_behind_the_others_and_the_newest_rows_are_on_the_failed_source_s_disk_only() throws Exception {
        try (Scene scene = Scene.named("behind-and-tail").start(Selected.flavour(), Selected.mode())) {
            List<LabHost> replicas = scene.lab().without(scene.db(1));
            LabHost behind = scene.db(4);
            scene.replication().stopReceiver(behind);
            scene.writesFor(WHILE);
            scene.replicasAreCurrent(2, 3);
            scene.replication().stopReceiver(scene.db(2));
            scene.replication().stopReceiver(scene.db(3));
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            assertTrue(
                    replicas.stream()
                            .noneMatch(r -> Rows.missing(scene.writer(), r).isEmpty()),
                    "the newest rows are on no replica");
            endsInTime(scene, kill);
            ManagerJournal journal = scene.journal();
            assertTrue(journal.received(behind).isBefore(journal.received(scene.db(2))), journal::toString);
            assertTrue(journal.received(behind).isBefore(journal.received(scene.db(3))), journal::toString);
            SavedLog tail = journal.tail();
            assertTrue(tail.transactions() > 10, journal::toString);
            assertEquals("", tail.damage(), journal::toString);
        }
    }
}

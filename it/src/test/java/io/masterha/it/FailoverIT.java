package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Rows;
import io.masterha.it.run.ManagerJournal;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The source dies; the manager fails over; every row that was acknowledged and can be had is on every survivor. */
@Execution(ExecutionMode.CONCURRENT)
class FailoverIT {
    private static final Duration WHILE = Duration.ofSeconds(1);

    private static Scene start(SceneSetting setting) throws Exception {
        return setting.start(Selected.flavour(), Selected.mode());
    }

    @Test
    @Tag("one-behind")
    void a_replica_that_is_behind_gets_what_the_others_have() throws Exception {
        try (Scene scene = start(Scene.named("one-behind"))) {
            scene.replication().stopReceiver(scene.db(3));
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            scene.endsWithoutLoss(kill);
            ManagerJournal journal = scene.journal();
            for (LabHost other : List.of(scene.db(2), scene.db(4))) {
                assertTrue(journal.received(scene.db(3)).isBefore(journal.received(other)), journal::toString);
            }
        }
    }

    @Test
    @Tag("all-behind")
    void what_is_only_on_the_failed_source_s_disk_is_saved() throws Exception {
        try (Scene scene = start(Scene.named("all-behind"))) {
            List<LabHost> replicas = scene.lab().without(scene.db(1));
            replicas.forEach(scene.replication()::stopReceiver);
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            assertTrue(
                    replicas.stream()
                            .noneMatch(r -> Rows.missing(scene.writer(), r).isEmpty()),
                    "the tail is on the failed source only");
            scene.endsWithoutLoss(kill);
            ManagerJournal journal = scene.journal();
            assertTrue(journal.tail().transactions() > 10, journal::toString);
        }
    }

    @Test
    @Tag("no-master")
    void the_most_advanced_replica_may_not_be_promoted_and_gives_what_it_has() throws Exception {
        try (Scene scene = start(Scene.named("no-master").block(2, "no_master=1"))) {
            scene.replication().stopReceiver(scene.db(3));
            scene.replication().stopReceiver(scene.db(4));
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            Report report = scene.endsWithoutLoss(kill);
            assertNotEquals("db2", report.newSource());
            ManagerJournal journal = scene.journal();
            for (LabHost other : List.of(scene.db(3), scene.db(4))) {
                assertTrue(journal.received(other).isBefore(journal.received(scene.db(2))), journal::toString);
            }
        }
    }

    @Test
    @Tag("applier-stopped")
    void a_replica_whose_applier_is_stopped_executes_what_it_received() throws Exception {
        try (Scene scene = start(Scene.named("applier-stopped"))) {
            scene.replication().stopApplier(scene.db(3));
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            scene.endsWithoutLoss(kill);
            ManagerJournal journal = scene.journal();
            assertFalse(journal.applierRan(scene.db(3)), journal::toString);
            assertTrue(journal.executed(scene.db(3)).isBefore(journal.received(scene.db(3))), journal::toString);
        }
    }

    @Test
    @Tag("frozen")
    void a_source_that_accepts_and_never_answers_is_failed_over() throws Exception {
        try (Scene scene = start(Scene.named("frozen").hosts(3))) {
            scene.writesFor(WHILE);
            Instant freeze = scene.db(1).freezeServer();
            scene.endsWithoutLoss(freeze);
            assertFalse(
                    scene.db(1).isServerRunning(), "the failed source's server is down and cannot come back to life");
        }
    }

    @Test
    @Tag("ssh-hangs")
    void a_failed_source_s_host_whose_ssh_hangs_costs_its_limits_and_no_more() throws Exception {
        try (Scene scene = start(Scene.named("ssh-hangs").hosts(3))) {
            scene.writesFor(WHILE);
            scene.db(1).freezeSsh();
            Instant kill = scene.db(1).killServer();
            Report report = scene.ends(kill);
            // Patience, and one look at the host in each of its phases: nothing waits for SSH twice.
            assertTrue(scene.outage(kill).compareTo(Duration.ofSeconds(45)) < 0, "outage " + scene.outage(kill));
            assertEquals("bounded", report.loss().verdict(), report.loss().sentence());
        }
    }

    @Test
    @Tag("host-gone")
    void a_host_that_is_gone_with_its_disk_leaves_a_bounded_loss_and_equal_survivors() throws Exception {
        try (Scene scene = start(Scene.named("host-gone"))) {
            scene.lab().without(scene.db(1)).forEach(scene.replication()::stopReceiver);
            scene.writesFor(WHILE.multipliedBy(4));
            Instant kill = scene.db(1).powerOff();
            Report report = scene.ends(kill);
            assertFalse(
                    Rows.missing(scene.writer(), scene.newSource(report)).isEmpty(), "rows were on the lost disk only");
            assertEquals("bounded", report.loss().verdict(), report.loss().sentence());
        }
    }

    @Test
    @Tag("cut-off")
    void a_source_without_network_is_failed_over_and_never_said_to_have_lost_nothing_unless_so() throws Exception {
        try (Scene scene = start(Scene.named("cut-off").hosts(3))) {
            scene.writesFor(WHILE);
            Instant cut = scene.db(1).cutOff();
            Report report = scene.ends(cut);
            boolean isLost =
                    !Rows.missing(scene.writer(), scene.newSource(report)).isEmpty();
            assertFalse(
                    isLost && report.loss().verdict().equals("none"),
                    report.loss().sentence());
        }
    }
}

package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Scene;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The source is in trouble and alive, or only seems to be gone: it is told what it is, and nothing is failed over. */
@Tag("detect")
@Tag("on-demand")
@Execution(ExecutionMode.CONCURRENT)
class DetectionIT {
    /** Longer than every patience that could be mistaken for one. */
    private static final Duration LONG = Duration.ofSeconds(25);

    private static final Duration ALARM = Duration.ofSeconds(30);
    private static final Duration ALL_CLEAR = Duration.ofSeconds(90);

    private static Scene scene(String name) throws Exception {
        return Scene.named(name).hosts(3).byDefault("alarm_interval=10").start(Selected.flavour(), Selected.mode());
    }

    @Test
    @Tag("usual")
    @Tag("freeze")
    void a_source_that_freezes_for_four_seconds_stays_the_source() throws Exception {
        try (Scene scene = scene("freeze-4s")) {
            scene.writesFor(Duration.ofSeconds(1));
            scene.db(1).freezeServer();
            Until.passed(Duration.ofSeconds(4));
            scene.db(1).thawServer();
            scene.goesOnUnchanged();
            assertFalse(
                    scene.manager().log().contains("-> DEAD"), scene.manager().log());
        }
    }

    @Test
    @Tag("blips")
    void blips_of_two_and_five_seconds_are_no_death() throws Exception {
        try (Scene scene = scene("blips")) {
            for (int seconds : new int[] {2, 5, 2}) {
                scene.writesFor(Duration.ofSeconds(6));
                for (LabHost replica : scene.lab().without(scene.db(1))) {
                    scene.db(1).dropPackets(replica.address());
                }
                scene.db(1).dropPackets(scene.db(1).machine());
                Until.passed(Duration.ofSeconds(seconds));
                scene.db(1).passPackets();
            }
            scene.goesOnUnchanged();
            assertFalse(
                    scene.manager().log().contains("-> DEAD"), scene.manager().log());
        }
    }

    @Test
    @Tag("manager-cut")
    void a_manager_that_alone_does_not_reach_the_source_and_its_host_does_nothing() throws Exception {
        try (Scene scene = scene("manager-cut")) {
            scene.writesFor(Duration.ofSeconds(1));
            // Application and manager are on one machine: nothing is written, no replica receives anything to speak of.
            Instant cut = scene.db(1).dropPackets(scene.db(1).machine());
            scene.isTold("MANAGER_CUT_OFF: another route still reaches the source", cut, ALARM);
            Until.passed(LONG);
            scene.db(1).passPackets();
            scene.isTold("MANAGER_CUT_OFF is over", Instant.now(), ALL_CLEAR);
            scene.goesOnUnchanged();
        }
    }

    @Test
    @Tag("manager-cut")
    void a_manager_that_reaches_nobody_suspects_itself_and_does_nothing() throws Exception {
        try (Scene scene = scene("manager-blind")) {
            scene.writesFor(Duration.ofSeconds(1));
            Instant cut = Instant.now();
            for (LabHost host : scene.lab().hosts()) {
                host.dropPackets(host.machine());
            }
            scene.isTold("the manager itself may be cut off", cut, ALARM);
            Until.passed(LONG);
            scene.lab().hosts().forEach(LabHost::passPackets);
            scene.isTold("MANAGER_BLIND is over", Instant.now(), ALL_CLEAR);
            scene.goesOnUnchanged();
        }
    }

    @Test
    @Tag("replicas-cut")
    void a_source_that_is_cut_off_from_its_replicas_only_stays_and_the_growing_loss_is_told() throws Exception {
        try (Scene scene = scene("replicas-cut")) {
            scene.writesFor(Duration.ofSeconds(1));
            Instant cut = Instant.now();
            for (LabHost replica : scene.lab().without(scene.db(1))) {
                scene.db(1).dropPackets(replica.address());
            }
            scene.isTold("REPLICATION_CUT: the source answers and no replica receives", cut, ALARM);
            scene.isTold("REPLICATION_CUT for ", cut, ALARM.multipliedBy(2));
            assertTrue(
                    scene.manager().log().matches("(?s).*possible loss: \\d+ bytes.*"),
                    scene.manager().log());
            scene.db(1).passPackets();
            scene.isTold("REPLICATION_CUT is over", Instant.now(), ALL_CLEAR.multipliedBy(2));
            scene.goesOnUnchanged();
        }
    }

    @Test
    @Tag("told")
    void a_source_without_a_connection_left_or_with_read_only_on_is_told() throws Exception {
        try (Scene scene = scene("told")) {
            scene.writesFor(Duration.ofSeconds(1));
            Instant full = Instant.now();
            List<Sql> crowd = new ArrayList<>();
            try {
                crowd(scene.db(1), crowd);
                scene.isTold("OVERLOADED: ", full, ALARM);
                Until.passed(Duration.ofSeconds(12));
            } finally {
                crowd.forEach(Sql::close);
            }
            scene.isTold("OVERLOADED is over", Instant.now(), ALARM);
            Instant closed = Instant.now();
            scene.db(1).run("SET GLOBAL read_only = 1");
            scene.isTold("READ_ONLY: the source is read-only", closed, ALARM);
            scene.db(1).run("SET GLOBAL read_only = 0");
            scene.isTold("READ_ONLY is over", Instant.now(), ALARM);
            scene.goesOnUnchanged();
        }
    }

    @Test
    @Tag("replica-opened")
    void a_replica_that_somebody_opens_for_writes_is_told_until_it_is_closed_again() throws Exception {
        try (Scene scene = scene("replica-opened")) {
            LabHost replica = scene.db(3);
            scene.writesFor(Duration.ofSeconds(8));
            Instant opened = Instant.now();
            replica.run("SET GLOBAL read_only = 0");
            scene.isTold("REPLICA_WRITABLE: a replica that was read-only takes writes", opened, ALARM);
            assertTrue(scene.manager().log().contains("read_only=0 on db3"), scene.manager()::log);
            Instant closed = Instant.now();
            replica.run(
                    "SET GLOBAL " + (Selected.flavour().hasSourceWords() ? "super_read_only" : "read_only") + " = 1");
            scene.isTold("REPLICA_WRITABLE is over", closed, ALL_CLEAR);
            scene.goesOnUnchanged();
        }
    }

    /** Every connection there is, but for the administrator's spare one. */
    private static void crowd(LabHost source, List<Sql> crowd) {
        try {
            while (true) {
                crowd.add(source.app(Duration.ofSeconds(5)));
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != 1040) {
                throw new AssertionError("too many connections expected, not " + e.getMessage(), e);
            }
        }
    }

    @Test
    @Tag("semi-sync")
    void a_source_whose_commits_wait_for_an_acknowledgement_stays_the_source() throws Exception {
        assumeTrue(Selected.flavour() != Flavour.MYSQL_56, "the lab's 5.6 crashes at its first semi-sync commit");
        try (Scene scene = Scene.named("semi-sync-blocked")
                .hosts(3)
                .byDefault("alarm_interval=10")
                .byDefault("unwritable=failover")
                .byDefault("patience_unwritable=5")
                .prepared((lab, replication) -> new SemiSync(lab, replication).on())
                .start(Selected.flavour(), Selected.mode())) {
            SemiSync semiSync = new SemiSync(scene.lab(), scene.replication());
            scene.writesFor(Duration.ofSeconds(1));
            Instant stopped = Instant.now();
            semiSync.stopReceivers();
            scene.isTold("SEMI_SYNC_BLOCKED: commits wait", stopped, ALARM);
            Until.passed(LONG);
            semiSync.startReceivers();
            scene.isTold("SEMI_SYNC_BLOCKED is over", Instant.now(), ALL_CLEAR);
            scene.goesOnUnchanged();
        }
    }
}

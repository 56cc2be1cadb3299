package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import io.masterha.it.run.SwitchRun;
import io.masterha.it.run.SwitchScene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code use_gtid_auto_pos}: with gtid_mode=ON replicas that follow by file and position go over to GTIDs, or stay. */
@Tag("on-demand")
@Tag("go-over")
@Execution(ExecutionMode.CONCURRENT)
class GoOverIT {
    private static final Duration WHILE = Duration.ofSeconds(1);

    /** The lab replicates by GTID; this makes it follow from the same place by file and position. */
    private static void byPosition(Lab lab) {
        assumeTrue(!Selected.flavour().isMariaDb(), "no effect in MHA either");
        assumeTrue(Selected.mode() == ReplicationMode.GTID);
        boolean words = Selected.flavour().hasSourceWords();
        for (LabHost replica : lab.without(lab.host(1))) {
            replica.run(words ? "STOP REPLICA" : "STOP SLAVE");
            replica.run(
                    words
                            ? "CHANGE REPLICATION SOURCE TO SOURCE_AUTO_POSITION=0"
                            : "CHANGE MASTER TO MASTER_AUTO_POSITION=0");
            replica.run(words ? "START REPLICA" : "START SLAVE");
        }
    }

    /** As a copy that was made without gtid_purged. */
    private static void forgetGtids(LabHost source, LabHost replica, LabReplication replication) {
        source.run("CREATE DATABASE copied");
        Until.holds(
                replica + " has it",
                Duration.ofSeconds(20),
                () -> !replica.value("SHOW DATABASES LIKE 'copied'").isEmpty(),
                () -> replication.status(replica).toString());
        replication.stopReceiver(replica);
        replication.stopApplier(replica);
        replica.run(Selected.flavour() == Flavour.MYSQL_97 ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER");
        replication.startApplier(replica);
        replication.startReceiver(replica);
    }

    private static SceneSetting scene(String name) {
        return Scene.named(name).hosts(3).prepared((lab, replication) -> byPosition(lab));
    }

    /** One replica is behind the other, and both behind the source. */
    private static void fails(Scene scene, String expected) {
        scene.writesFor(WHILE);
        scene.replication().stopReceiver(scene.db(3));
        scene.writesFor(WHILE);
        scene.replication().stopReceiver(scene.db(2));
        scene.writesFor(WHILE);
        Instant kill = scene.db(1).killServer();
        assertEquals("db2", scene.endsWithoutLoss(kill).newSource());
        assertEquals(expected, autoPosition(scene.replication(), scene.db(3)), scene.manager()::log);
    }

    private static String autoPosition(LabReplication replication, LabHost replica) {
        return replication.status(replica).getOrDefault("Auto_Position", "none");
    }

    @Test
    void replicas_by_position_go_over_to_GTIDs_in_a_failover_and_that_is_told_before() throws Exception {
        try (Scene scene = scene("go-over").start(Selected.flavour(), Selected.mode())) {
            Scene.Checked checked = scene.checkRepl();
            assertTrue(checked.output().contains("use_gtid_auto_pos=1"), checked.output());
            fails(scene, "1");
            assertTrue(scene.manager().log().contains("GTID failover mode = 1"), scene.manager()::log);
        }
    }

    @Test
    void with_use_gtid_auto_pos_0_they_stay_with_file_and_position() throws Exception {
        try (Scene scene = scene("stay").byDefault("use_gtid_auto_pos=0").start(Selected.flavour(), Selected.mode())) {
            fails(scene, "0");
        }
    }

    @Test
    void a_replica_whose_GTIDs_have_a_hole_keeps_all_with_file_and_position() throws Exception {
        SceneSetting setting = Scene.named("hole").hosts(3).prepared((lab, replication) -> {
            byPosition(lab);
            forgetGtids(lab.host(1), lab.host(3), replication);
        });
        try (Scene scene = setting.start(Selected.flavour(), Selected.mode())) {
            fails(scene, "0");
            assertTrue(scene.manager().log().contains("replicas stay with file and position"), scene.manager()::log);
        }
    }

    @Test
    void in_a_switchover_they_go_over_and_the_old_source_too() throws Exception {
        try (SwitchScene scene = SwitchScene.named("switch-go-over")
                .prepared((lab, replication) -> byPosition(lab))
                .start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(WHILE);
            SwitchRun run = scene.begin("--orig_master_is_new_slave");
            scene.hasSwitched(run, scene.db(2), true);
            for (LabHost replica : List.of(scene.db(1), scene.db(3))) {
                assertEquals("1", autoPosition(scene.replication(), replica), run::log);
            }
        }
    }
}

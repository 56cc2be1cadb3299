package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SwitchRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The source comes back with a shorter binary log: what it lost is on its replicas, which it refuses from then on. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("shorter")
@Tag("on-demand")
class ShorterSourceIT {
    private static final Duration WHILE = Duration.ofSeconds(1);
    private static final String AHEAD = " has more than its source db1";

    private static Scene start(String name) throws Exception {
        return Scene.named(name).hosts(3).start(Selected.flavour(), Selected.mode());
    }

    /** Its disk goes back to an earlier moment while nobody looks; what was written since is on these replicas only. */
    private static void losesTheEndOfItsLog(Scene scene, LabHost... receivers) {
        LabHost source = scene.db(1);
        scene.writesFor(WHILE);
        scene.writer().stop();
        Rows.becomeEqual(scene.lab().hosts());
        scene.manager().pause();
        source.shutDownServer();
        source.shell("cp -a /var/lib/mysql /var/lib/older");
        source.startServer();
        for (LabHost replica : receivers) {
            Until.holds(replica + " receives again", Duration.ofSeconds(30), () -> scene.replication()
                    .isRunning(replica));
        }
        for (LabHost replica : scene.lab().without(source)) {
            if (!List.of(receivers).contains(replica)) {
                scene.replication().stopReceiver(replica);
            }
        }
        for (int i = 1; i <= 20; i++) {
            source.run("INSERT INTO lab.acks VALUES (" + (2_000_000 + i) + ", 1, REPEAT('y', 90))");
        }
        for (LabHost replica : receivers) {
            Until.holds(replica + " has it", Duration.ofSeconds(30), () -> later(replica)
                    .equals("20"));
        }
        source.killServer();
        source.shell("rm -rf /var/lib/mysql && mv /var/lib/older /var/lib/mysql");
        source.startServer();
        for (LabHost replica : scene.lab().without(source)) {
            if (!List.of(receivers).contains(replica)) {
                scene.replication().startReceiver(replica);
            }
        }
        scene.manager().goOn();
    }

    private static String later(LabHost host) {
        return host.value("SELECT COUNT(*) FROM lab.acks WHERE id > 2000000");
    }

    private static void isRefusedByItsSource(Scene scene, LabHost replica) {
        Until.holds(
                replica + " is refused by its source",
                Duration.ofSeconds(30),
                () -> error(scene, replica).contains("1236"),
                () -> scene.replication().status(replica).toString());
        scene.line(replica + ": " + error(scene, replica));
    }

    private static String error(Scene scene, LabHost replica) {
        Map<String, String> status = scene.replication().status(replica);
        return status.getOrDefault("Last_IO_Errno", "") + " " + status.getOrDefault("Last_IO_Error", "");
    }

    @Test
    void a_replica_that_has_more_is_told_kept_apart_and_with_gtids_taken_back_on_demand() throws Exception {
        try (Scene scene = start("shorter-one")) {
            LabHost ahead = scene.db(2);
            losesTheEndOfItsLog(scene, ahead);
            isRefusedByItsSource(scene, ahead);
            scene.isTold("db2" + AHEAD, Instant.now(), Duration.ofSeconds(60));
            assertTrue(!scene.manager().hasFailedOver(), scene.manager()::log);
            Scene.Checked checked = scene.checkRepl();
            assertNotEquals(0, checked.exit(), checked::output);
            assertTrue(checked.output().contains("db2" + AHEAD), checked::output);
            assertTrue(checked.output().contains("masterha-rejoin"), checked::output);
            SwitchRun kept = scene.command("masterha-rejoin", "--server=db2");
            assertEquals(10, kept.exit(), kept::log);
            assertEquals("20", later(ahead), "nothing was thrown away");
            assertEquals("1", ahead.value("SELECT @@global.read_only"));
            assertEquals("0", scene.db(1).value("SELECT @@global.read_only"), "the source goes on");
            SwitchRun back = scene.command("masterha-rejoin", "--server=db2", "--rewind");
            // MariaDB has GTIDs however it replicates.
            if (Selected.mode() == ReplicationMode.GTID || Selected.flavour().isMariaDb()) {
                assertEquals(0, back.exit(), back::log);
                scene.db(1).run("INSERT INTO lab.acks VALUES (3000001, 1, 'behind it')");
                Rows.becomeEqual(scene.lab().hosts());
                assertTrue(scene.replication().follows(ahead, scene.db(1)), back::log);
                assertEquals("1", later(ahead), "taken back, but for the row that came since");
                assertEquals("20", inFile(ahead), "what was taken back is in a file");
                scene.line("taken back and followed in " + back.took().toMillis() + " ms");
            } else {
                assertEquals(10, back.exit(), back::log);
                assertEquals("20", later(ahead), "by position it stays as it is");
            }
        }
    }

    /** How many of the lost rows are in the log that was kept aside. */
    private static String inFile(LabHost host) {
        return host.shell(
                "cat $(find /var/tmp /var/lib /tmp -name 'only_on_*.binlog' | head -n 1) | grep -ao"
                        + " 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy' | wc -l");
    }

    /** Nobody receives any more: which of the two histories is the right one, only a human can say. */
    @Test
    void if_all_replicas_have_more_the_source_is_left_alone_and_all_are_named() throws Exception {
        try (Scene scene = start("shorter-all")) {
            losesTheEndOfItsLog(scene, scene.db(2), scene.db(3));
            isRefusedByItsSource(scene, scene.db(2));
            isRefusedByItsSource(scene, scene.db(3));
            scene.isTold("db2" + AHEAD, Instant.now(), Duration.ofSeconds(60));
            scene.isTold("db3" + AHEAD, Instant.now(), Duration.ofSeconds(60));
            assertTrue(!scene.manager().hasFailedOver(), scene.manager()::log);
            Scene.Checked checked = scene.checkRepl();
            assertNotEquals(0, checked.exit(), checked::output);
            assertTrue(checked.output().contains("db2" + AHEAD), checked::output);
            assertTrue(checked.output().contains("db3" + AHEAD), checked::output);
            SwitchRun look = scene.command("masterha-rejoin", "--dry-run");
            assertNotEquals(0, look.exit(), look::log);
            scene.line("masterha-rejoin --dry-run: exit " + look.exit() + ": "
                    + look.log().strip().replace('\n', '|'));
            assertEquals("20", later(scene.db(2)), "nothing was thrown away");
            assertEquals("20", later(scene.db(3)), "nothing was thrown away");
        }
    }
}

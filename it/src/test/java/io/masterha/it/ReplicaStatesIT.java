package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import io.masterha.it.run.BrokenApplier;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the replicas are like when the source dies: one cannot apply what it has, one lacks what nobody has any more. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("replica-states")
@Tag("on-demand")
class ReplicaStatesIT {
    private static final Duration WHILE = Duration.ofSeconds(1);
    private static final Duration FAILOVER = Duration.ofMinutes(2);

    private static Scene start(String name) throws Exception {
        return Scene.named(name).hosts(3).start(Selected.flavour(), Selected.mode());
    }

    private static Report endsWithout(Scene scene, String leftOut) throws Exception {
        assertEquals(10, scene.manager().awaitExit(FAILOVER), scene.manager()::log);
        Report report = scene.manager().report();
        assertEquals("db2", report.newSource(), scene.manager()::log);
        assertEquals(Set.of(leftOut), report.lost().keySet(), scene.manager()::log);
        assertEquals("0", scene.db(2).value("SELECT @@global.read_only"));
        assertEquals("1", scene.db(3).value("SELECT @@global.read_only"));
        return report;
    }

    @Test
    void what_only_a_replica_with_a_broken_applier_has_received_is_on_the_new_source() throws Exception {
        try (Scene scene = start("broken-has-most")) {
            BrokenApplier.on(scene.db(3), scene.db(1), scene.replication());
            scene.writesFor(WHILE);
            scene.replication().stopReceiver(scene.db(2));
            scene.writesFor(WHILE);
            scene.writer().stop();
            Until.holds(
                    "db3 has received everything", Duration.ofSeconds(30), () -> hasReceivedAll(scene, scene.db(3)));
            scene.db(1).powerOff();
            Report report = endsWithout(scene, "db3");
            assertEquals(Set.of(), Rows.missing(scene.writer(), scene.db(2)), scene.manager()::log);
            scene.line("db2 got from db3's relay log what it lacked; db3: "
                    + report.lost().get("db3"));
        }
    }

    private static boolean hasReceivedAll(Scene scene, LabHost replica) {
        Map<String, String> status = scene.replication().status(replica);
        String word = status.containsKey("Source_Log_File") ? "Source" : "Master";
        return scene.db(1).newestBinlog().equals(status.get(word + "_Log_File"))
                && String.valueOf(scene.db(1).newestBinlogBytes()).equals(status.get("Read_" + word + "_Log_Pos"));
    }

    @Test
    void a_replica_that_lacks_what_is_in_nobodys_log_is_left_out_and_the_way_to_clone_it_is_told() throws Exception {
        assumeTrue(Selected.mode() == ReplicationMode.GTID, "by position the others keep their relay logs");
        try (Scene scene = start("nobody-has-it")) {
            scene.replication().stopReceiver(scene.db(3));
            scene.writesFor(WHILE);
            scene.writer().stop();
            scene.replicasAreCurrent(2);
            for (LabHost host : new LabHost[] {scene.db(1), scene.db(2)}) {
                host.run("FLUSH LOGS");
                host.run("PURGE BINARY LOGS TO '" + host.newestBinlog() + "'");
            }
            scene.db(1).run("CREATE TABLE lab.afterwards (id INT PRIMARY KEY) ENGINE=InnoDB");
            scene.db(1).killServer();
            Report report = endsWithout(scene, "db3");
            assertEquals(Set.of(), Rows.missing(scene.writer(), scene.db(2)), scene.manager()::log);
            assertEquals(
                    "afterwards", scene.db(2).value("SHOW TABLES FROM lab LIKE 'afterwards'"), scene.manager()::log);
            assertTrue(
                    report.next().stream()
                            .anyMatch(line -> line.startsWith("db3 lacks what is in no log of db2 any more")),
                    report.next()::toString);
            scene.line("db3 left out: " + report.lost().get("db3"));
        }
    }

    /** As after a source that had sent different transactions to each and is gone with its log. */
    @Test
    void two_replicas_of_which_each_has_more_are_named_with_their_differences_and_nobody_is_opened() throws Exception {
        assumeTrue(
                Selected.mode() == ReplicationMode.GTID && !Selected.flavour().isMariaDb(), "made with GTID_NEXT");
        try (Scene scene =
                Scene.named("rivals").hosts(3).byDefault("loss=bounded").start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(WHILE);
            scene.writer().stop();
            scene.replicasAreCurrent(2, 3);
            String uuid = scene.db(1).value("SELECT @@server_uuid");
            for (int n : new int[] {2, 3}) {
                scene.replication().stopReceiver(scene.db(n));
                received(scene.db(n), uuid + ":" + (1_000_000 + n));
            }
            scene.db(1).powerOff();
            assertEquals(1, scene.manager().awaitExit(FAILOVER), scene.manager()::log);
            String log = scene.manager().log();
            for (int n : new int[] {2, 3}) {
                assertTrue(log.contains(uuid + ":" + (1_000_000 + n)), log);
                assertEquals("1", scene.db(n).value("SELECT @@global.read_only"), log);
                assertTrue(scene.replication().pointsAt(scene.db(n), scene.db(1)), log);
            }
            Report report = scene.manager().report();
            scene.line("refused: " + report.error() + "; next: " + report.next());
        }
    }

    private static void received(LabHost replica, String gtid) throws SQLException {
        try (Sql session = replica.admin()) {
            session.run("SET SESSION gtid_next='" + gtid + "'");
            session.run("BEGIN");
            session.run("COMMIT");
            session.run("SET SESSION gtid_next='AUTOMATIC'");
        }
    }
}

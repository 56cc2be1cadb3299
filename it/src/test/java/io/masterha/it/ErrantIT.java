package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A replica that was written to, where GTIDs are no sets or there are none: what can be known of that, and what cannot. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("errant")
@Tag("on-demand")
class ErrantIT {
    private static final Duration WHILE = Duration.ofSeconds(1);

    private static Scene start(String name) throws Exception {
        return Scene.named(name).hosts(3).block(2, "candidate_master=1").start(Selected.flavour(), Selected.mode());
    }

    /** Into a table that nobody else has. */
    private static void writtenTo(Scene scene) {
        String closed = Selected.flavour().hasSourceWords() ? "super_read_only" : "read_only";
        scene.db(2).run("SET GLOBAL " + closed + " = 0");
        scene.db(2).run("CREATE DATABASE written_here");
        scene.db(2).run("SET GLOBAL read_only = 1");
        scene.db(2).run("SET GLOBAL " + closed + " = 1");
    }

    private static boolean isNamed(Report report) {
        return report.next().stream().anyMatch(n -> n.startsWith("db2 has transactions that never came from db1"));
    }

    /** MariaDB's position names one transaction of each domain: that of the replica shows as long as it is the last. */
    @Test
    void on_mariadb_a_replica_that_is_ahead_by_its_own_transaction_is_named_and_not_promoted() throws Exception {
        assumeTrue(Selected.flavour().isMariaDb() && Selected.mode() == ReplicationMode.GTID, "MariaDB's positions");
        try (Scene scene = start("errant-ahead")) {
            scene.writesFor(WHILE);
            scene.writer().stop();
            scene.replicasAreCurrent(2, 3);
            writtenTo(scene);
            // The manager must have seen the source once more.
            Until.passed(Duration.ofSeconds(5));
            scene.db(1).killServer();
            assertEquals(0, scene.manager().awaitExit(Duration.ofMinutes(2)), scene.manager()::log);
            Report report = scene.manager().report();
            assertEquals("db3", report.newSource(), scene.manager()::log);
            assertTrue(isNamed(report), report.next()::toString);
            scene.line(report.next().toString());
        }
    }

    /** Once the source has gone on, MariaDB's position names the source's transaction; file positions never tell. */
    @Test
    void what_a_position_cannot_tell_is_not_told_and_nothing_of_the_source_is_lost_by_it() throws Exception {
        assumeTrue(Selected.flavour().isMariaDb() || Selected.mode() == ReplicationMode.POSITION, "GTID sets tell it");
        try (Scene scene = start("errant-unknown")) {
            scene.writesFor(WHILE);
            writtenTo(scene);
            scene.writesFor(Duration.ofSeconds(5));
            Instant kill = scene.db(1).killServer();
            Report report = scene.ends(kill);
            assertEquals("none", report.loss().verdict(), scene.manager()::log);
            assertEquals("db2", report.newSource(), scene.manager()::log);
            assertFalse(isNamed(report), "if this can be told now, docs/what-if.md has to say so");
        }
    }
}

package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Sql;
import io.masterha.it.run.SwitchScene;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The source is exchanged under a writing application; or everything is as before, within two seconds. */
@Tag("switch")
class SwitchoverIT {
    private static final Duration WHILE = Duration.ofSeconds(1);

    private static SwitchScene start(String name, String... defaults) throws Exception {
        return SwitchScene.start(name, Selected.flavour(), Selected.mode(), defaults);
    }

    @Test
    void the_source_is_exchanged_and_the_old_one_follows() throws Exception {
        try (SwitchScene scene = start("switch")) {
            scene.writesFor(WHILE);
            SwitchScene.Run run = scene.begin("--orig_master_is_new_slave");
            scene.hasSwitched(run, scene.db(2), true);
        }
    }

    @Test
    void the_old_source_stays_read_only_and_the_report_says_how_it_could_follow() throws Exception {
        try (SwitchScene scene = start("switch-alone")) {
            scene.writesFor(WHILE);
            SwitchScene.Run run = scene.begin("--new_master_host=db3");
            SwitchScene.Report report = scene.hasSwitched(run, scene.db(3), false);
            assertEquals(1, report.next().size(), run::log);
            assertTrue(scene.replication().status(scene.db(1)).isEmpty());
            String advice = report.next().get(0);
            String statements = advice.substring(advice.lastIndexOf(": ") + 2)
                    .replace("'***'", "'replpw'")
                    .strip();
            for (String statement : statements.split(";")) {
                if (!statement.isBlank()) {
                    scene.db(1).run(statement.strip());
                }
            }
            io.masterha.it.lab.Until.holds(
                    "db1 follows db3 after what was advised: " + statements,
                    Duration.ofSeconds(20),
                    () -> scene.replication().follows(scene.db(1), scene.db(3)),
                    () -> scene.replication().status(scene.db(1)).toString());
        }
    }

    @Test
    void a_dry_run_and_a_check_change_nothing() throws Exception {
        try (SwitchScene scene = start("switch-dry")) {
            SwitchScene.Run dry = scene.begin("--dry-run");
            assertEquals(0, dry.exit(), dry::log);
            assertTrue(dry.log().contains("-- the point of no return --"), dry::log);
            SwitchScene.Run check = scene.begin("--check_only", "--new_master_host=db1");
            assertEquals(1, check.exit(), check::log);
            assertTrue(check.log().contains("db1 is the source already"), check::log);
            scene.isAsBefore(check);
        }
    }

    @Test
    void a_long_transaction_refuses_it_before_anything_is_changed() throws Exception {
        try (SwitchScene scene = start("switch-long")) {
            scene.db(1).run("CREATE TABLE lab.other (id INT PRIMARY KEY) ENGINE=InnoDB");
            try (Sql session = scene.db(1).admin()) {
                session.run("BEGIN");
                session.run("INSERT INTO lab.other VALUES (1)");
                scene.writesFor(Duration.ofSeconds(3));
                SwitchScene.Run run = scene.begin("--wait_for_writes=0");
                assertEquals(1, run.exit(), run::log);
                assertTrue(run.log().contains("a connection writes for longer than 1 s"), run::log);
                scene.stillWrites();
                session.run("COMMIT");
                SwitchScene.Run again = scene.begin("--orig_master_is_new_slave");
                scene.hasSwitched(again, scene.db(2), true);
            }
        }
    }

    @Test
    void a_script_that_says_no_leads_back_with_everything_as_before() throws Exception {
        try (SwitchScene scene = start("switch-script", "master_ip_online_change_script=DIR/script")) {
            Path calls = scene.directory().resolve("calls");
            Path script = scene.directory().resolve("script");
            Files.writeString(
                    script,
                    "#!/bin/sh\necho \"$@\" >>" + calls
                            + "\ncase \"$*\" in *--command=start*--new_master_host=db2*) exit 1;; esac\nexit 0\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            scene.db(1).run("SET GLOBAL event_scheduler=ON");
            scene.db(1).run("CREATE EVENT lab.tick ON SCHEDULE EVERY 1 DAY DO DO 1");
            scene.writesFor(WHILE);
            SwitchScene.Run run = scene.begin();
            scene.isAsBefore(run);
            assertEquals("ON", scene.db(1).value("SELECT @@global.event_scheduler"));
            String said = Files.readString(calls);
            assertTrue(said.contains("--command=start --orig_master_host=db2"), said);
            assertTrue(
                    run.log().contains("Writes stopped"),
                    "the report says for how long writes were stopped: " + run.log());
        }
    }

    @Test
    void a_candidate_that_dies_in_between_leads_back() throws Exception {
        try (SwitchScene scene = start("switch-dies", "master_ip_online_change_script=DIR/script")) {
            Path script = scene.directory().resolve("script");
            Files.writeString(script, "#!/bin/sh\nsleep 2\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            scene.writesFor(WHILE);
            SwitchScene.Run run = scene.begin();
            run.await("db2 becomes the source");
            scene.db(2).killServer();
            scene.isAsBefore(run);
        }
    }

    @Test
    void a_manager_killed_with_writes_stopped_is_followed_by_one_that_goes_back() throws Exception {
        try (SwitchScene scene = start("switch-killed")) {
            scene.replication().stopApplier(scene.db(2));
            scene.writesFor(WHILE);
            // The applier starts and stops again: the candidate stands, so writes stay stopped until the kill.
            scene.replication().startApplier(scene.db(2));
            try (Sql lock = scene.db(2).admin()) {
                lock.run("LOCK TABLES lab.acks READ");
                SwitchScene.Run run = scene.begin("--new_master_host=db2", "--seconds_behind_master=30");
                run.killAt("block writes on db1: ");
                assertEquals("1", scene.db(1).value("SELECT @@global.read_only"), run::log);
            }
            Instant begin = Instant.now();
            SwitchScene.Run next = scene.begin();
            assertEquals(1, next.exit(), next::log);
            Instant ack =
                    scene.writer().awaitAckAfter(begin, Duration.ofSeconds(20)).at();
            assertTrue(
                    Duration.between(begin, ack).compareTo(Duration.ofSeconds(4)) < 0,
                    "writes again " + Duration.between(begin, ack) + " after the start of a JVM on a busy machine");
            scene.isAsBefore(next);
        }
    }

    @Test
    void a_signal_leads_back() throws Exception {
        try (SwitchScene scene = start("switch-signal")) {
            scene.writesFor(WHILE);
            try (Sql lock = scene.db(2).admin()) {
                lock.run("LOCK TABLES lab.acks READ");
                SwitchScene.Run run = scene.begin("--new_master_host=db2");
                run.await("block writes on db1: ");
                run.stop();
                run.await("undone");
                lock.run("UNLOCK TABLES");
                LabHost old = scene.db(1);
                assertEquals(
                        old,
                        scene.writer()
                                .awaitAckAfter(Instant.now(), Duration.ofSeconds(20))
                                .server());
            }
        }
    }
}

package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import io.masterha.it.lab.WritableSamples;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SwitchRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The old source comes back: read-only at once, compared, and a replica of the new one or kept apart. */
@Tag("on-demand")
@Tag("rejoin")
@Execution(ExecutionMode.CONCURRENT)
class RejoinIT {
    private static final Duration WHILE = Duration.ofSeconds(1);
    private static final String LOCAL = "MYSQL_PWD=adminpw mysql --socket=/run/mysqld/mysqld.sock -uadmin -e ";

    private static Scene start(String name) throws Exception {
        return Scene.named(name).hosts(3).start(Selected.flavour(), Selected.mode());
    }

    /** Waits for the end of the failover; the application goes on writing. */
    private static LabHost failedOver(Scene scene) {
        int exit = scene.manager().awaitExit(Duration.ofMinutes(4));
        Report report = scene.manager().report();
        assertTrue(exit == 0 || exit == 10, scene.manager()::log);
        scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
        return scene.newSource(report);
    }

    /** It is a replica like the others, and holds what they hold. */
    private static void isBack(Scene scene, LabHost newSource, SwitchRun run) {
        LabHost old = scene.db(1);
        scene.writesFor(WHILE);
        scene.writer().stop();
        assertTrue(
                scene.replication().follows(old, newSource),
                () -> scene.replication().status(old) + run.log());
        Rows.becomeEqual(scene.lab().hosts());
        assertEquals(Set.of(), Rows.missing(scene.writer(), newSource), run::log);
        assertEquals("1", old.value("SELECT @@global.read_only"));
        assertEquals("0", newSource.value("SELECT @@global.read_only"));
        assertEquals("0", old.value("SELECT @@global.relay_log_purge"));
        assertTrue(scene.replication().isRunning(old));
    }

    private static void insertLocally(LabHost host, int from, int to) {
        for (int i = from; i <= to; i++) {
            host.shell(LOCAL + "\"INSERT INTO lab.acks VALUES (" + (1_000_000 + i) + ", 1, 'only here')\"");
        }
    }

    @Test
    @Tag("usual")
    void an_old_source_that_has_nothing_more_follows_the_new_one() throws Exception {
        try (Scene scene = start("rejoin-equal");
                WritableSamples samples = WritableSamples.of(scene.lab().hosts())) {
            scene.writesFor(WHILE);
            scene.db(1).killServer();
            LabHost newSource = failedOver(scene);
            SwitchRun run = scene.command("masterha-rejoin", "--server=db1", "--release");
            run.await("to be started");
            scene.db(1).startServer("--read-only=1");
            assertEquals(0, run.exit(), run::log);
            isBack(scene, newSource, run);
            assertEquals(List.of(), samples.overlaps(), run::log);
            SwitchRun again = scene.command("masterha-rejoin");
            assertEquals(0, again.exit(), again::log);
            assertTrue(again.log().contains("no server came back"), again::log);
            scene.line("back in " + run.took().toMillis() + " ms with the start of its server");
        }
    }

    /** Its configuration lets it come up writable; nobody is there to write. */
    @Test
    void an_old_source_that_comes_up_writable_is_closed_within_one_probe() throws Exception {
        try (Scene scene = start("rejoin-writable")) {
            scene.writesFor(WHILE);
            scene.db(1).killServer();
            LabHost newSource = failedOver(scene);
            scene.writer().stop();
            try (WritableSamples samples = WritableSamples.of(List.of(scene.db(1)))) {
                SwitchRun run = scene.command("masterha-rejoin", "--server=db1", "--release");
                run.await("to be started");
                scene.db(1).startServer();
                assertEquals(0, run.exit(), run::log);
                samples.overlaps();
                long millis = samples.spans().stream()
                        .mapToLong(
                                span -> Duration.between(span.from(), span.to()).toMillis())
                        .sum();
                // One probe of a manager is ping_interval; a busy machine takes its time.
                assertTrue(millis < 3000, () -> samples.spans() + run.log());
                scene.line("writable for " + millis + " ms after its start");
                Rows.becomeEqual(scene.lab().hosts());
                assertTrue(scene.replication().follows(scene.db(1), newSource), run::log);
                assertEquals("1", scene.db(1).value("SELECT @@global.read_only"));
            }
        }
    }

    /** Nobody types anything: the manager that watches the new source sees the old one come up. */
    @Test
    @Tag("rejoin-watched")
    void a_manager_that_goes_on_closes_the_old_source_and_brings_it_back() throws Exception {
        try (Scene scene = Scene.named("rejoin-watched")
                .hosts(3)
                .managerOption("--keep-watching")
                .byDefault("rejoin=attach")
                .start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(WHILE);
            scene.db(1).killServer();
            Until.holds(
                    "the manager has failed over and watches again",
                    Duration.ofMinutes(1),
                    () -> scene.manager().hasCompleteMarker() && scene.manager().watches(),
                    scene.manager()::log);
            LabHost newSource = scene.newSource(scene.manager().report());
            scene.db(1).shell("rm -f /var/tmp/masterha-keeps-*-down.*");
            try (WritableSamples samples = WritableSamples.of(List.of(scene.db(1)))) {
                scene.db(1).startServer();
                Until.holds(
                        "db1 follows the new source",
                        Duration.ofMinutes(1),
                        () -> scene.replication().follows(scene.db(1), newSource),
                        scene.manager()::log);
                samples.overlaps();
                long millis = samples.spans().stream()
                        .mapToLong(
                                span -> Duration.between(span.from(), span.to()).toMillis())
                        .sum();
                assertTrue(
                        millis < 6000, () -> samples.spans() + scene.manager().log());
                scene.line("writable for " + millis + " ms after its start, then a replica");
            }
            scene.writesFor(WHILE);
            scene.writer().stop();
            Rows.becomeEqual(scene.lab().hosts());
            assertEquals(Set.of(), Rows.missing(scene.writer(), newSource), scene.manager()::log);
            assertEquals("1", scene.db(1).value("SELECT @@global.read_only"));
            assertEquals("0", newSource.value("SELECT @@global.read_only"));
        }
    }

    /** It was cut off with its clients, which wrote on: what only it has is never thrown away without a word. */
    @Test
    void an_old_source_with_more_is_kept_apart_and_with_rewind_taken_back() throws Exception {
        try (Scene scene = start("rejoin-extra")) {
            scene.writesFor(WHILE);
            scene.replicasAreCurrent(2, 3);
            scene.db(1).cutOff();
            insertLocally(scene.db(1), 1, 5);
            failedOver(scene);
            scene.db(1).reconnect();
            SwitchRun look = scene.command("masterha-rejoin", "--dry-run");
            assertEquals(10, look.exit(), look::log);
            SwitchRun run = scene.command("masterha-rejoin", "--server=db1");
            assertEquals(10, run.exit(), run::log);
            assertTrue(run.log().contains("that the source lacks"), run::log);
            assertEquals("1", scene.db(1).value("SELECT @@global.read_only"));
            assertTrue(scene.replication().status(scene.db(1)).isEmpty(), "it follows nobody");
            SwitchRun back = scene.command("masterha-rejoin", "--server=db1", "--rewind");
            assertEquals(0, back.exit(), back::log);
            isBack(scene, scene.newSource(scene.manager().report()), back);
            scene.line("kept apart: read-only "
                    + run.log()
                            .lines()
                            .filter(line -> line.contains("Read-only"))
                            .findFirst()
                            .orElse(""));
        }
    }

    /** Its disk is older than the failover: by GTID it fetches what it lacks, by position nobody knows where it goes on. */
    @Test
    void an_old_source_with_less_follows_by_gtid_and_is_set_up_anew_by_position() throws Exception {
        try (Scene scene = start("rejoin-subset")) {
            scene.writesFor(WHILE);
            LabHost old = scene.db(1);
            old.shutDownServer();
            old.shell("cp -a /var/lib/mysql /var/lib/older");
            old.startServer();
            scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(30));
            scene.writesFor(WHILE);
            old.killServer();
            LabHost newSource = failedOver(scene);
            SwitchRun run = scene.command("masterha-rejoin", "--server=db1", "--release");
            run.await("to be started");
            old.shell("rm -rf /var/lib/mysql && mv /var/lib/older /var/lib/mysql");
            old.startServer("--read-only=1");
            if (Selected.mode() == ReplicationMode.GTID) {
                assertEquals(0, run.exit(), run::log);
                isBack(scene, newSource, run);
            } else {
                assertEquals(10, run.exit(), run::log);
                assertEquals("1", old.value("SELECT @@global.read_only"));
                assertTrue(run.log().contains("cannot be compared"), run::log);
            }
        }
    }
}

package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import io.masterha.it.run.GatedScript;
import io.masterha.it.run.SwitchRun;
import io.masterha.it.run.SwitchScene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Something fails on the way: the old source takes writes again within two seconds, with everything as before. */
@Tag("on-demand")
@Tag("switch")
@Execution(ExecutionMode.CONCURRENT)
class SwitchBackIT {
    private static final Duration WHILE = Duration.ofSeconds(1);
    private static final String STOPPED = "read the final position of db1: ";

    private static SwitchScene start(String name, String... more) throws Exception {
        String[] lines = new String[more.length + 1];
        lines[0] = "master_ip_online_change_script=DIR/script";
        System.arraycopy(more, 0, lines, 1, more.length);
        return SwitchScene.start(name, Selected.flavour(), Selected.mode(), lines);
    }

    /** Arguments of MHA's contract, to the letter. */
    private static List<String> arguments(
            SwitchScene scene, String command, LabHost from, LabHost to, boolean follows) {
        List<String> words = new java.util.ArrayList<>(List.of(
                "--command=" + command,
                "--orig_master_host=" + from.name(),
                "--orig_master_ip=" + from.address(),
                "--orig_master_port=3306",
                "--orig_master_user=admin",
                "--new_master_host=" + to.name(),
                "--new_master_ip=" + to.address(),
                "--new_master_port=3306",
                "--new_master_user=admin",
                "--orig_master_ssh_user=root",
                "--new_master_ssh_user=root"));
        if (follows) {
            words.add("--orig_master_is_new_slave");
        }
        words.add("--orig_master_password=adminpw");
        words.add("--new_master_password=adminpw");
        words.add("--ssh_options=-i " + scene.directory().resolve("id_lab") + " -o UserKnownHostsFile="
                + scene.directory().resolve("known_hosts"));
        return words;
    }

    private static List<String> both(List<String> first, List<String> second) {
        List<String> all = new java.util.ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    @Test
    void a_script_that_says_no_leads_back_and_one_that_says_10_does_not() throws Exception {
        try (SwitchScene scene = start("switch-script", "script_passwords=argv")) {
            LabHost old = scene.db(1);
            LabHost next = scene.db(2);
            GatedScript script = scene.script();
            old.run("SET GLOBAL event_scheduler=ON");
            old.run("CREATE EVENT lab.tick ON SCHEDULE EVERY 1 DAY DO DO 1");
            scene.writesFor(WHILE);
            script.exitsWith("stop-db2", 1);
            SwitchRun refused = scene.begin();
            assertEquals(1, refused.exit(), refused::log);
            assertEquals(
                    both(arguments(scene, "stop", old, next, false), arguments(scene, "start", next, old, false)),
                    script.calls());
            scene.stillWrites();
            assertEquals("ON", old.value("SELECT @@global.event_scheduler"));

            script.exitsWith("stop-db2", 0);
            script.exitsWith("start-db2", 1);
            script.closeGate("start-db2");
            SwitchRun run = scene.begin();
            script.awaitAt("start-db2", run);
            assertEquals("1", old.value("SELECT @@global.read_only"));
            Instant failure = Instant.now();
            script.openGate("start-db2");
            scene.writesAgainSince(failure, run);
            assertEquals(1, run.exit(), run::log);
            assertEquals("ON", old.value("SELECT @@global.event_scheduler"));
            assertTrue(run.log().contains("Writes stopped"), run::log);
            assertEquals(
                    List.of("--command=stop", "--command=start", "--command=stop", "--command=start"),
                    script.calls().stream()
                            .filter(word -> word.startsWith("--command"))
                            .toList());

            script.exitsWith("start-db2", 10);
            SwitchRun goesOn = scene.begin("--orig_master_is_new_slave");
            scene.hasSwitched(goesOn, next, true);
            assertEquals(
                    both(arguments(scene, "stop", old, next, true), arguments(scene, "start", old, next, true)),
                    script.calls());
        }
    }

    /** Runs it up to the place where the candidate has to catch up and cannot. */
    private static SwitchRun stuckInCatchUp(SwitchScene scene, Sql lock, String... options) throws Exception {
        scene.script().closeGate("stop-db2");
        SwitchRun run = scene.begin(options);
        scene.script().awaitAt("stop-db2", run);
        lock.run("LOCK TABLES lab.acks READ");
        scene.writesFor(Duration.ofMillis(200));
        scene.script().openGate("stop-db2");
        run.await(STOPPED);
        assertEquals("1", scene.db(1).value("SELECT @@global.read_only"), run::log);
        return run;
    }

    @Test
    void a_candidate_that_dies_while_it_catches_up_leads_back() throws Exception {
        try (SwitchScene scene = start("switch-dies");
                Sql lock = scene.db(2).admin()) {
            scene.writesFor(WHILE);
            SwitchRun run = stuckInCatchUp(scene, lock);
            Instant kill = scene.db(2).killServer();
            scene.writesAgainSince(kill, run);
            scene.isAsBefore(run);
        }
    }

    /** Its address script was called, so it may have been opened: its host is asked whether it is down, and its log. */
    @Test
    void a_candidate_that_dies_when_it_has_the_address_leads_back() throws Exception {
        try (SwitchScene scene = start("switch-dies-late")) {
            scene.writesFor(WHILE);
            scene.script().closeGate("start-db2");
            SwitchRun run = scene.begin();
            scene.script().awaitAt("start-db2", run);
            scene.db(2).killServer();
            Instant failure = Instant.now();
            scene.script().openGate("start-db2");
            scene.writesAgainSince(failure, run);
            scene.isAsBefore(run);
        }
    }

    @Test
    void a_candidate_that_takes_too_long_to_catch_up_leads_back() throws Exception {
        try (SwitchScene scene = start("switch-slow");
                Sql lock = scene.db(2).admin()) {
            scene.writesFor(WHILE);
            SwitchRun run = stuckInCatchUp(scene, lock, "--catch_up_limit=1");
            run.await("has executed everything of db1 failed");
            scene.writesAgainSince(Instant.now(), run);
            assertTrue(run.log().contains("it took longer than 1 s"), run::log);
            lock.run("UNLOCK TABLES");
            scene.isAsBefore(run);
        }
    }

    @Test
    void an_applier_that_breaks_leads_back_at_once() throws Exception {
        try (SwitchScene scene = start("switch-breaks");
                Sql lock = scene.db(2).admin()) {
            scene.writesFor(WHILE);
            SwitchRun run = stuckInCatchUp(scene, lock, "--catch_up_limit=60");
            Thread stop = new Thread(() -> scene.replication().stopApplier(scene.db(2)));
            stop.start();
            Until.passed(Duration.ofMillis(100));
            lock.run("UNLOCK TABLES");
            stop.join();
            if (run.exit() == 1) {
                scene.replication().startApplier(scene.db(2));
                assertTrue(run.log().contains("its applier stopped"), run::log);
                scene.isAsBefore(run);
            } else {
                // It had executed everything when it stopped.
                scene.hasSwitched(run, scene.db(2), false);
            }
        }
    }

    @Test
    void a_signal_leads_back() throws Exception {
        try (SwitchScene scene = start("switch-signal");
                Sql lock = scene.db(2).admin()) {
            scene.writesFor(WHILE);
            SwitchRun run = stuckInCatchUp(scene, lock, "--catch_up_limit=60");
            Instant signal = Instant.now();
            run.stop();
            scene.writesAgainSince(signal, run);
            run.await("was undone");
            lock.run("UNLOCK TABLES");
            scene.ends(scene.db(1), true, run);
        }
    }

    /** Wherever it is killed: the next command goes back, and beyond the point of no return it goes on. */
    @Test
    @Tag("usual")
    void a_killed_switchover_is_put_back_or_finished_by_the_next_command() throws Exception {
        try (SwitchScene scene = start("switch-killed")) {
            LabHost old = scene.db(1);
            GatedScript script = scene.script();
            scene.writesFor(WHILE);
            script.closeGate("stop-db2");
            SwitchRun beforeBlock = scene.begin();
            script.awaitAt("stop-db2", beforeBlock);
            beforeBlock.kill();
            script.openGate("stop-db2");
            goesBack(scene);

            try (Sql lock = scene.db(2).admin()) {
                SwitchRun blocked = stuckInCatchUp(scene, lock);
                blocked.kill();
                assertEquals("1", old.value("SELECT @@global.read_only"), "killed, so it is read-only");
                lock.run("UNLOCK TABLES");
            }
            goesBack(scene);

            script.closeGate("start-db2");
            SwitchRun arriving = scene.begin();
            script.awaitAt("start-db2", arriving);
            arriving.kill();
            script.openGate("start-db2");
            goesBack(scene);

            script.closeGate("stop-db2");
            SwitchRun opened = scene.begin("--orig_master_is_new_slave");
            script.awaitAt("stop-db2", opened);
            try (Sql lock = scene.db(3).admin()) {
                lock.run("LOCK TABLES lab.acks READ");
                scene.writesFor(Duration.ofMillis(200));
                script.openGate("stop-db2");
                opened.await("open db2 for writes: writable");
                opened.kill();
                lock.run("UNLOCK TABLES");
            }
            SwitchRun finished = scene.begin();
            scene.hasSwitched(finished, scene.db(2), true);
        }
    }

    private static void goesBack(SwitchScene scene) throws Exception {
        SwitchRun next = scene.begin();
        scene.writesAgainSince(next.begun(), Duration.ofSeconds(20), next);
        assertEquals(1, next.exit(), next::log);
        assertTrue(next.log().contains("was undone"), next::log);
        scene.stillWrites();
        Until.holds(
                "db2 follows db1",
                Duration.ofSeconds(20),
                () -> scene.replication().follows(scene.db(2), scene.db(1)),
                next::log);
        assertEquals("1", scene.db(2).value("SELECT @@global.read_only"));
    }
}

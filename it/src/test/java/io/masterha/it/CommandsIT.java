package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Repository;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Scene;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The commands under MHA's names, as people of MHA type them, against servers: words, files and exit codes. */
@Tag("on-demand")
@Tag("commands")
class CommandsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** What a command said and its exit code. */
    private record Said(int exit, String text) {}

    private static Said run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(words));
        command.set(
                0, Repository.distribution().resolve("bin").resolve(words[0]).toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), () -> String.join(" ", words));
        return new Said(process.exitValue(), text);
    }

    @Test
    void commands_say_and_leave_what_people_of_MHA_expect() throws Exception {
        try (Scene scene = Scene.named("commands").hosts(3).start(Selected.flavour(), Selected.mode())) {
            String conf = scene.directory().resolve("app.cnf").toString();
            whileItWatches(scene, conf);
            Path error = Files.createFile(scene.directory().resolve("app.failover.error"));
            Said told = run("masterha_check_repl", "-conf", conf);
            assertTrue(told.exit() == 0 && told.text().contains("a failover would be refused"), told::text);

            LabHost source = scene.db(1);
            source.killServer();
            assertEquals(1, scene.manager().awaitExit(SOON), scene.manager()::log);
            assertTrue(scene.manager().log().contains("Got exit code 20 (Master dead)."), scene.manager()::log);
            assertTrue(Files.exists(error), "it stays until somebody looks");
            assertFalse(Files.exists(scene.directory().resolve("app.failover.complete")));
            assertEquals("1", scene.db(2).value("SELECT @@global.read_only"), "nothing was changed");

            Said monitor = run("masterha_master_monitor", "--conf=" + conf);
            assertEquals(20, monitor.exit(), monitor::text);
            assertTrue(monitor.text().contains("db1(" + source.address() + ":3306) is dead"), monitor::text);
            Said manager =
                    run("masterha_manager", "--conf", conf, "--ignore_last_failover", "--remove_dead_master_conf");
            assertEquals(0, manager.exit(), manager::text);
            assertTrue(Files.exists(scene.directory().resolve("app.failover.complete")));
            assertFalse(Files.exists(error));
            assertFalse(scene.config().contains("hostname=db1"), scene.config());
            Said status = run("masterha_check_status", "--conf", conf);
            assertTrue(status.exit() == 2 && status.text().contains("less than 480 minutes ago"), status::text);
        }
    }

    private static void whileItWatches(Scene scene, String conf) throws IOException, InterruptedException {
        Said status = run("masterha_check_status", "--conf=/none", "--conf=" + conf, "--frobnicate");
        assertEquals(0, status.exit(), status::text);
        assertTrue(status.text().contains("is running(0:PING_OK), master:db1\n"), status::text);
        assertTrue(status.text().contains("option ignored: --frobnicate"), status::text);
        assertEquals(1, run("masterha_manager", "--conf", conf).exit(), "a second manager");
        Said checks = run("masterha_manager", "--conf", conf, "--check_only");
        assertEquals(0, checks.exit(), checks::text);
        assertTrue(scene.manager().watches(), "checks beside a manager leave its status alone");
        Said pairs = run("masterha_check_ssh", "--conf", conf, "--all-pairs");
        assertEquals(0, pairs.exit(), pairs::text);
        scene.replication().stopApplier(scene.db(3));
        Said broken = run("masterha_check_repl", "--conf", conf, "--seconds_behind=1");
        assertTrue(broken.exit() == 1 && broken.text().endsWith("MySQL Replication Health is NOT OK!\n"), broken::text);
        scene.replication().startApplier(scene.db(3));
        assertEquals(0, run("masterha_stop", "--conf", conf).exit());
        assertEquals(1, scene.manager().awaitExit(SOON), "a signal, as in MHA");
        assertEquals(0, run("masterha_stop", "--conf", conf).exit(), "not running is no error");
        scene.startManagerAgain();
        Until.holds("the manager watches again", SOON, scene.manager()::watches, scene.manager()::log);
    }
}

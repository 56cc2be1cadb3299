package io.masterha.it.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.Selected;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two real clusters in one process: one of them fails over while the other one is watched on. */
@Tag("conf-dir")
@Tag("on-demand")
class ConfDirIT {
    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static void take(Scene scene, Path conf, String name) throws IOException {
        // The lab starts each scene with a manager of its own.
        scene.manager().killNow();
        Files.copy(scene.directory().resolve("app.cnf"), conf.resolve(name + ".cnf"));
    }

    @Test
    void one_cluster_fails_over_without_loss_and_the_other_one_is_watched_on() throws Exception {
        try (Scene one = Scene.named("conf-dir-one").hosts(2).start(Selected.flavour(), Selected.mode());
                Scene two = Scene.named("conf-dir-two").hosts(2).start(Selected.flavour(), Selected.mode())) {
            Path conf = Files.createDirectory(one.directory().resolve("conf.d"));
            take(one, conf, "one");
            take(two, conf, "two");
            Path statusOne = one.directory().resolve("one.master_status.health");
            Path statusTwo = two.directory().resolve("two.master_status.health");
            Path logTwo = two.directory().resolve("two.log");
            try (FleetManager manager = FleetManager.ofDistribution(one.directory(), conf)) {
                Until.holds(
                        "both are watched",
                        Duration.ofMinutes(1),
                        () -> read(statusOne).contains("PING_OK")
                                && read(statusTwo).contains("PING_OK"),
                        manager::log);
                one.writesFor(Duration.ofSeconds(1));
                Instant kill = Instant.now();
                one.db(1).killServer();
                manager.tells("one: its manager has ended with exit code 0");
                one.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
                one.tells("first write after " + one.outage(kill).toMillis() + " ms, in a process with two clusters");
                one.writer().stop();
                assertEquals(Set.of(), Rows.missing(one.writer(), one.db(2)), manager::log);
                assertEquals("0", one.db(2).value("SELECT @@global.read_only"));
                assertTrue(Files.exists(one.directory().resolve("one.failover.complete")), manager::log);
                two.writesFor(Duration.ofSeconds(2));
                assertTrue(read(statusTwo).startsWith(manager.pid() + "\t0:PING_OK"), read(statusTwo));
                assertFalse(read(logTwo).contains("SUSPECTING"), read(logTwo));
                FleetManager.Ended stopped =
                        manager.runOfDistribution("masterha-stop", "--conf=" + conf.resolve("two.cnf"));
                assertEquals(0, stopped.exitCode(), stopped.output());
                assertTrue(manager.isRunning(), manager::log);
                assertFalse(Files.exists(statusTwo));
            }
        }
    }
}

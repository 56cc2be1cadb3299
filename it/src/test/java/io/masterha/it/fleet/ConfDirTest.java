package io.masterha.it.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.fake.FakeCertificate;
import io.masterha.it.fake.FakeFleet;
import io.masterha.it.lab.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clusters in one process, with servers that speak the protocol only: each of them fares as if it were alone. */
class ConfDirTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private static FakeFleet fleet(Path directory, int number) throws Exception {
        FakeFleet fleet = new FakeFleet(directory, 1);
        for (int i = 0; i < number; i++) {
            fleet.add();
        }
        return fleet;
    }

    private static void areWatched(FleetManager manager, FakeFleet fleet, List<Integer> numbers) {
        Until.holds(
                numbers + " are watched",
                SOON,
                () -> numbers.stream().allMatch(i -> fleet.status(i).contains("PING_OK")),
                manager::log);
    }

    private static List<Integer> upTo(int number) {
        return IntStream.range(0, number).boxed().toList();
    }

    private static List<String> journals(FakeFleet fleet) throws IOException {
        try (Stream<Path> files = Files.list(fleet.work())) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.contains(".failover-"))
                    .toList();
        }
    }

    @Test
    void a_cluster_that_dies_is_failed_over_and_none_of_twenty_others_notices_nor_of_a_broken_configuration()
            throws Exception {
        try (FakeFleet fleet = fleet(directory, 20)) {
            Files.writeString(fleet.conf().resolve("broken.cnf"), "[server default]\nnonsense\n");
            try (FleetManager manager = FleetManager.start(directory, fleet.conf())) {
                areWatched(manager, fleet, upTo(20));
                manager.tells("WARNING broken: ");
                fleet.source(3).kill();
                Until.holds(
                        "the dead one's failover has begun and ended",
                        SOON,
                        () -> fleet.log(3).contains("-> DEAD") && manager.log().contains("c003: its manager has ended"),
                        manager::log);
                assertEquals(1, journals(fleet).size(), journals(fleet)::toString);
                assertTrue(journals(fleet).get(0).startsWith("c003.failover-"), journals(fleet)::toString);
                for (int i : upTo(20)) {
                    if (i != 3) {
                        assertFalse(fleet.log(i).contains("SUSPECTING"), fleet.log(i));
                        assertTrue(fleet.status(i).startsWith(manager.pid() + "\t0:PING_OK"), fleet.status(i));
                    }
                }
                assertEquals("", fleet.status(3), "as with one configuration: its manager has ended");
            }
            assertEquals("", fleet.status(0), "a manager that was ended leaves no status file");
        }
    }

    @Test
    void a_source_that_answers_has_four_connections_of_its_manager_encrypted_ones_too() throws Exception {
        try (FakeFleet fleet = new FakeFleet(directory, 1, Optional.of(FakeCertificate.make(directory)))) {
            fleet.add();
            try (FleetManager manager = FleetManager.start(directory, fleet.conf())) {
                Until.holds("it has told how it fares", SOON, () -> fleet.log(0).contains(" rpo "), manager::log);
                // Ping, session, lock, and how it fares: each of them is some 50 KB of a manager of hundreds of
                // clusters.
                assertEquals(4, fleet.source(0).connections());
                assertTrue(fleet.status(0).contains("PING_OK"), fleet.status(0));
            }
        }
    }

    @Test
    void stop_ends_one_cluster_only_and_files_that_come_and_go_are_taken_up() throws Exception {
        try (FakeFleet fleet = fleet(directory, 3);
                FleetManager manager = FleetManager.start(directory, fleet.conf())) {
            areWatched(manager, fleet, upTo(3));
            String file = fleet.conf().resolve("c001.cnf").toString();
            FleetManager.Ended stopped = manager.run("masterha-stop", "--conf=" + file);
            assertEquals(0, stopped.exitCode(), stopped.output());
            assertTrue(stopped.output().startsWith("Stopped c001 successfully."), stopped.output());
            assertEquals("", fleet.status(1));
            assertEquals(
                    2, manager.run("masterha-check-status", "--conf=" + file).exitCode());
            assertTrue(manager.isRunning());
            Files.delete(fleet.conf().resolve("c002.cnf"));
            fleet.add();
            areWatched(manager, fleet, List.of(0, 3));
            assertEquals("", fleet.status(1), "it stays stopped");
            Files.delete(fleet.work().resolve("c001.manager.stop"));
            areWatched(manager, fleet, List.of(0, 1, 3));
            Until.holds(
                    "the one whose file is gone ends",
                    SOON,
                    () -> fleet.status(2).isEmpty(),
                    manager::log);
            areWatched(manager, fleet, List.of(0, 1, 3));
        }
    }

    @Test
    void when_most_of_them_look_dead_together_nobody_fails_over_and_all_are_watched_on_when_they_answer()
            throws Exception {
        try (FakeFleet fleet = fleet(directory, 10);
                FleetManager manager = FleetManager.start(directory, fleet.conf())) {
            areWatched(manager, fleet, upTo(10));
            // Nobody proves anything: as for a manager that is cut off.
            fleet.hostsGoSilent();
            upTo(6).forEach(i -> fleet.source(i).kill());
            manager.tells("MASS_FAILURE: ");
            for (int i : upTo(6)) {
                Until.holds(
                        "c00" + i + " is held up",
                        SOON,
                        () -> fleet.log(i).contains("the failover waits: more clusters look dead together"),
                        manager::log);
            }
            assertEquals(List.of(), journals(fleet));
            String file = fleet.conf().resolve("c000.cnf").toString();
            String status =
                    manager.run("masterha-check-status", "--conf=" + file).output();
            assertTrue(status.contains("the failover waits: more clusters look dead together"), status);
            assertTrue(status.contains("masterha-switch --conf=" + file + " --master_state=dead"), status);
            upTo(6).forEach(i -> fleet.source(i).revive());
            manager.tells("MASS_FAILURE is over");
            areWatched(manager, fleet, upTo(10));
            status = manager.run("masterha-check-status", "--conf=" + file).output();
            assertFalse(status.contains("the failover waits"), status);
            assertEquals(List.of(), journals(fleet));
        }
    }
}

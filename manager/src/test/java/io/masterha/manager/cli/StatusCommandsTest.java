package io.masterha.manager.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.cli.status.CheckStatus;
import io.masterha.manager.cli.status.StatusOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** masterha-check-status and masterha-stop: what is told of a manager, and how it is ended. */
class StatusCommandsTest extends CommandTest {
    @ParameterizedTest
    @CsvSource({
        "10:INITIALIZING_MONITOR, 0, 10",
        "0:PING_OK, 0, 0",
        "0:PING_OK, 60, 32",
        "20:PING_FAILING, 60, 20",
        "21:PING_FAILED, 0, 21",
        "30:RETRYING_MONITOR, 0, 30",
        "31:CONFIG_ERROR, 0, 31",
        "50:FAILOVER_RUNNING, 60, 50",
        "51:FAILOVER_ERROR, 0, 51"
    })
    void the_exit_code_of_check_status_is_the_number_of_the_status(String status, int age, int exitCode)
            throws IOException {
        Process manager = manager();
        try {
            status(manager.pid() + "\t" + status + "\tmaster:db1\n", age);
            assertEquals(exitCode, Main.run("masterha-check-status", "--conf", usual()), this::complained);
            String shown = exitCode == 32 ? "32:TIMESTAMP_OLD" : status;
            assertEquals("app1 (pid:" + manager.pid() + ") is running(" + shown + "), master:db1\n", printed());
        } finally {
            manager.destroyForcibly();
        }
    }

    @Test
    void a_number_that_belongs_to_another_program_by_now_is_no_manager() throws IOException {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            status(other.pid() + "\t0:PING_OK\tmaster:db1\n", 0);
            assertEquals(2, Main.run("masterha-check-status", "--conf", usual()));
            assertEquals("app1 is stopped(2:NOT_RUNNING).\n", printed());
            assertEquals(0, Main.run("masterha-stop", "--conf", usual()));
            assertTrue(other.isAlive());
        } finally {
            other.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "12\t0:FINE", "x\t0:PING_OK"})
    void a_status_file_that_holds_no_status_is_told(String text) throws IOException {
        status(text, 0);
        assertEquals(1, Main.run("masterha-check-status", "--conf", usual()));
        assertTrue(complained().contains("app1.master_status.health: it holds no status"), complained());
    }

    @Test
    void stop_ends_the_manager() throws IOException, InterruptedException {
        Process manager = manager();
        status(manager.pid() + "\t0:PING_OK\tmaster:db1\n", 0);
        assertEquals(0, Main.run("masterha-stop", "--conf", usual()), this::complained);
        assertEquals("Stopped app1 successfully.\n", printed());
        assertFalse(manager.isAlive());
    }

    @Test
    void stop_refuses_in_the_middle_of_a_failover_unless_told_to_abort() throws IOException {
        Process manager = manager();
        try {
            status(manager.pid() + "\t50:FAILOVER_RUNNING\tmaster:db1\n", 0);
            assertEquals(1, Main.run("masterha-stop", "--conf", usual()));
            assertTrue(complained().contains("a failover is running"), complained());
            assertTrue(manager.isAlive());
            assertEquals(0, Main.run("masterha-stop", "--conf", usual(), "--abort"));
            assertFalse(manager.isAlive());
        } finally {
            manager.destroyForcibly();
        }
    }

    @Test
    void names_that_cannot_be_looked_up_do_not_matter_to_who_asks_for_the_status() throws IOException {
        String file = conf("[server default]\nmanager_workdir=" + directory
                        + "\n[server1]\nhostname=a.invalid\n[server2]\nhostname=b.invalid\n")
                .toString();
        assertEquals(2, Main.run("masterha_check_status", "--conf", file), this::complained);
        assertEquals("app1 is stopped(2:NOT_RUNNING).\n", printed());
    }

    @Test
    void a_marker_that_would_block_the_next_failover_is_shown_and_stays() throws IOException {
        Path complete = Files.createFile(directory.resolve("app1.failover.complete"));
        assertEquals(2, Main.run("masterha_check_status", "--conf", usual()));
        assertTrue(printed().contains("WARNING a failover would be refused: the last failover was less than 480"));
        Files.setLastModifiedTime(complete, FileTime.from(Instant.now().minusSeconds(481 * 60)));
        out.reset();
        assertEquals(2, Main.run("masterha_check_status", "--conf", usual()));
        assertFalse(printed().contains("WARNING"), printed());
        assertTrue(Files.exists(complete), "only a failover removes it");
        Files.createFile(directory.resolve("app1.failover.error"));
        assertEquals(2, Main.run("masterha_check_status", "--conf", usual()));
        assertTrue(printed().contains("WARNING a failover would be refused: the last failover failed"), printed());
    }

    @Test
    void all_applications_of_daemontools_are_told_and_one_that_does_not_run_makes_the_exit_code_1() throws IOException {
        Path services = Files.createDirectories(directory.resolve("service"));
        Process manager = manager();
        try {
            for (String name : List.of("a", "b")) {
                Files.createDirectories(services.resolve("masterha_" + name));
                Path work = Files.createDirectories(directory.resolve("base").resolve(name));
                Files.writeString(
                        work.resolve(name + ".master_status.health"), manager.pid() + "\t0:PING_OK\tmaster:x\n");
            }
            Files.createDirectories(services.resolve("other"));
            StatusOptions options = new StatusOptions();
            options.all = true;
            options.baseDir = java.util.Optional.of(directory.resolve("base"));
            assertEquals(0, CheckStatus.all(options, services));
            assertEquals(
                    List.of("a", "b"),
                    printed().lines().map(l -> l.split(" ", 2)[0]).toList());
            Files.delete(directory.resolve("base/b/b.master_status.health"));
            assertEquals(1, CheckStatus.all(options, services));
        } finally {
            manager.destroyForcibly();
        }
    }

    /** A process with the program's name on its command line that ends only when it is told to. */
    private Process manager() throws IOException {
        Path file = Files.createFile(directory.resolve("masterha"));
        return new ProcessBuilder("tail", "-f", file.toString()).start();
    }

    private void status(String text, int age) throws IOException {
        Path file = Files.writeString(directory.resolve("app1.master_status.health"), text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(age)));
    }
}

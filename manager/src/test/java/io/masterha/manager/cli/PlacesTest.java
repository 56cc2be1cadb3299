package io.masterha.manager.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and directories that options name. */
class PlacesTest extends CommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"--workdir", "--manager_workdir", "--status_dir"})
    void the_status_is_looked_for_in_the_directory_that_was_named(String option) throws IOException {
        Path other = Files.createDirectories(directory.resolve("other"));
        Files.createFile(other.resolve("app1.failover.error"));
        assertEquals(2, Main.run("masterha_check_status", "--conf", usual()), this::complained);
        assertFalse(printed().contains("would be refused"), "nothing is wrong where the configuration points");
        assertEquals(2, Main.run("masterha_check_status", "--conf", usual(), option, other.toString()));
        assertTrue(printed().contains("would be refused: the last failover failed"), printed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--manager_log", "--log_output"})
    void the_log_that_was_named_is_told_where_a_status_is_bad(String option) throws IOException {
        Path log = Files.createFile(directory.resolve("masterha"));
        Process manager = new ProcessBuilder("tail", "-f", log.toString()).start();
        try {
            Files.writeString(
                    directory.resolve("app1.master_status.health"), manager.pid() + "\t20:PING_FAILING\tmaster:db1\n");
            assertEquals(20, Main.run("masterha_check_status", "--conf", usual(), option + "=/logs/app1.log"));
            assertTrue(printed().contains("Check /logs/app1.log for details."), printed());
        } finally {
            manager.destroyForcibly();
        }
    }

    @Test
    void a_global_file_that_was_asked_for_and_is_not_there_is_a_warning_and_the_usual_one_is_not() throws IOException {
        assertEquals(2, Main.run("masterha_check_status", "--conf", usual()));
        assertEquals("", complained(), "the usual one is not there either");
        assertEquals(2, Main.run("masterha_check_status", "--conf", usual(), "--global_conf=/none/default.cnf"));
        assertTrue(complained().contains("WARNING /none/default.cnf: there is no such file"), complained());
    }

    @Test
    void a_global_file_gives_what_the_application_does_not_say() throws IOException {
        Path other = Files.createDirectories(directory.resolve("other"));
        Files.createFile(other.resolve("app1.failover.error"));
        Path global = Files.writeString(
                directory.resolve("default.cnf"), "[server default]\nmanager_workdir=" + other + "\n");
        String file = conf("[server1]\nhostname=127.0.0.1\n").toString();
        assertEquals(2, Main.run("masterha_check_status", "--conf", file, "--global_conf", global.toString()));
        assertTrue(printed().contains("would be refused: the last failover failed"), printed());
    }
}

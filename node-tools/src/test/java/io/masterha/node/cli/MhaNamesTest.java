package io.masterha.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How options are spelled, and what all commands under MHA's names have in common. */
class MhaNamesTest extends MhaCommandTest {
    @Test
    void options_are_spelled_in_every_way_of_MHA_and_the_last_of_two_counts(@TempDir Path dir) {
        int exit = save(
                dir.resolve("x"),
                "-command=save",
                "--start-file=mysql-bin.000099",
                "--START_FILE=mysql-bin.000001",
                "--start_p",
                "4");

        assertEquals(0, exit, said());
    }

    @Test
    void options_of_MHA_that_do_nothing_here_are_taken_together(@TempDir Path dir) {
        int exit = save(
                dir.resolve("x"),
                "--command=save",
                "--start_file=mysql-bin.000001",
                "--start_pos=4",
                "--manager_version=0.58",
                "--oldest_version=5.6.1",
                "--disable_log_bin=1",
                "--client_bindir=/usr/bin",
                "--handle_raw_binlog=1");

        assertEquals(0, exit, said());
    }

    @Test
    void debug_shows_where_a_failure_comes_from() {
        for (String command : List.of("save_binary_logs", "apply_diff_relay_logs")) {
            assertEquals(1, run(command, "--command=nothing"));
            assertFalse(said().contains("\tat "), said());
            assertEquals(1, run(command, "--command=nothing", "--debug"));
            assertTrue(said().contains("\tat io.masterha"), said());
        }
    }

    @Test
    void relay_logs_of_another_host_are_not_purged() {
        assertEquals(1, run("purge_relay_logs", "--host=192.0.2.1", "--user=u", "--password="));
        assertTrue(said().contains("not an address of this host"), said());
        assertEquals(2, run("purge-relay-logs", "--host", "192.0.2.1", "--user", "u", "--password", ""));
    }

    @Test
    void a_password_in_the_arguments_is_told_of_and_never_shown() {
        assertEquals(1, run("purge_relay_logs", "--port=1", "--user=u", "--password=geheim"));

        assertTrue(printed().contains("every user of this host can see"), printed());
        assertFalse((printed() + said()).contains("geheim"));
    }
}

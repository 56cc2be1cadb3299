package io.masterha.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** apply_diff_relay_logs with MHA's options. */
class MhaDiffTest extends MhaCommandTest {
    @Test
    void a_stretch_is_found_in_the_relay_logs_or_not() {
        assertEquals(0, diff("find", "mysql-bin.000002:4"), said());
        assertTrue(printed().contains("up to relay-bin.000014"), printed());
        assertTrue(printed().contains("Target relay log FOUND!"), printed());

        assertEquals(1, diff("find", "mysql-bin.000009:4"));
        assertFalse(printed().contains("FOUND!"), printed());
    }

    @Test
    void the_place_of_the_relay_logs_is_read_from_relay_log_info_of_both_kinds(@TempDir Path dir) throws IOException {
        String index = LOGS.resolve("relay").toAbsolutePath().normalize() + "/relay-bin.000014";
        for (String content : List.of(index + "\n4\n", "7\n" + index + "\n4\n")) {
            Path info = Files.writeString(dir.resolve("relay-log.info"), content);

            int exit = run(
                    "apply_diff_relay_logs",
                    "--command=find",
                    "--relay_log_info=" + info,
                    "--latest_mlf=mysql-bin.000002",
                    "--latest_rmlp=4",
                    "--target_mlf=mysql-bin.000001",
                    "--target_rmlp=4");

            assertEquals(0, exit, said());
        }
    }

    @Test
    void the_diff_is_generated(@TempDir Path dir) {
        Path output = dir.resolve("new/diff");

        assertEquals(0, diff("generate", "mysql-bin.000002:4", "--diff_file_readtolatest=" + output), said());

        assertTrue(printed().contains("Generating diff relay log succeeded."), printed());
        assertTrue(Files.exists(output));
        assertEquals(1, diff("generate", "mysql-bin.000002:4"), "without the name of a file");
        assertEquals(0, diff("generate", "mysql-bin.000001:4", "--diff_file_readtolatest=" + output), said());
        assertTrue(printed().contains("has received all relay logs"), printed());
    }

    @Test
    void without_applying_only_the_files_are_looked_at(@TempDir Path dir) {
        Path output = dir.resolve("tail");
        assertEquals(0, save(output, "--command=save", "--start_file=mysql-bin.000001", "--start_pos=4"), said());

        assertEquals(0, run("apply_diff_relay_logs", "--command=apply", "--no_apply", "--apply_files=" + output));
        assertEquals("", printed());
        assertEquals(1, run("apply_diff_relay_logs", "--command=apply", "--no_apply", "--apply_files=/not-there"));
    }

    @Test
    void what_cannot_be_applied_is_exit_code_1() {
        assertEquals(1, run("apply_diff_relay_logs", "--command=apply"));
        assertEquals(1, run("apply_diff_relay_logs", "--command=apply", "--apply_files=/not-there"));
        assertEquals(1, run("apply_diff_relay_logs", "--command=everything"));
    }
}

package io.masterha.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.extract.SavedLogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** save_binary_logs with MHA's options. */
class MhaSaveTest extends MhaCommandTest {
    @Test
    void the_log_of_a_source_is_saved_into_a_directory_that_is_made(@TempDir Path dir) {
        Path output = dir.resolve("new/tail");

        assertEquals(0, save(output, "--command=save", "--start_file=mysql-bin.000001", "--start_pos=4"), said());

        assertTrue(printed().contains("Concat succeeded."), printed());
        assertTrue(Files.exists(output) && Files.exists(dir.resolve("new/tail.json")));
    }

    @Test
    void nothing_behind_the_position_is_exit_code_10_and_leaves_no_file(@TempDir Path dir) throws IOException {
        Path output = dir.resolve("tail");
        Files.writeString(output, "of an earlier run");
        long end = Files.size(LOGS.resolve("source/mysql-bin.000004"));

        assertEquals(10, save(output, "--command=save", "--start_file=mysql-bin.000004", "--start_pos=" + end));

        assertTrue(printed().contains("Event not exists."), printed());
        try (var files = Files.list(dir)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void a_test_says_where_the_log_is_and_leaves_nothing(@TempDir Path dir) {
        Path output = dir.resolve("tail");

        assertEquals(0, save(output, "--command=test", "--binlog_prefix=mysql-bin", "--start_pos=4"), said());

        assertTrue(printed().contains("source, up to mysql-bin.000004"), printed());
        assertFalse(Files.exists(output));
    }

    @Test
    void a_log_that_is_not_there_and_a_missing_option_are_exit_code_1(@TempDir Path dir) {
        assertEquals(1, save(dir.resolve("x"), "--command=save", "--start_file=mysql-bin.000099", "--start_pos=4"));
        assertTrue(said().startsWith("Failed to save binary log: "), said());
        assertEquals(1, save(dir.resolve("x"), "--command=save", "--start_file=mysql-bin.000001"));
        assertTrue(said().contains("--start_pos"), said());
        assertEquals(1, save(dir.resolve("x"), "--start_file=mysql-bin.000001", "--start_pos=4"));
        assertEquals(1, run("save_binary_logs", "--nonsense"));
        assertTrue(said().contains("Usage: save_binary_logs"), said());
    }

    @Test
    void relay_logs_are_saved_by_their_own_file_and_offset(@TempDir Path dir) throws IOException {
        Path info = Files.writeString(
                dir.resolve("relay-log.info"),
                LOGS.resolve("relay").toAbsolutePath().normalize() + "/relay-bin.000014\n4\n");
        Path output = dir.resolve("own");
        String[] args = {
            "save_binary_logs",
            "--command=save",
            "--relay_log_info=" + info,
            "--output_file=" + output,
            "--start_pos=4",
            "--start_file=relay-bin.000014"
        };

        assertEquals(0, run(args), said());

        long fromNewest = SavedLogFile.read(output).bytes();
        args[5] = "--start_file=" + first(LOGS.resolve("relay"));
        assertEquals(0, run(args), said());
        assertTrue(SavedLogFile.read(output).bytes() > fromNewest, "the older files come along");
        Path largest = largest(LOGS.resolve("relay"));
        args[4] = "--start_pos=" + Files.size(largest) / 2;
        args[5] = "--start_file=" + largest.getFileName();
        assertEquals(1, run(args));
        args[5] = "--start_file=relay-bin.000099";
        assertEquals(1, run(args));
        assertTrue(said().contains("there is no relay log relay-bin.000099"), said());
    }

    private static Path largest(Path relay) throws IOException {
        try (var files = Files.list(relay)) {
            return files.max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    private static String first(Path relay) throws IOException {
        try (var files = Files.list(relay)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("relay-bin\\.\\d+"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }
}

package io.masterha.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.extract.SavedLogFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MhaNamesTest {
    private static final Path LOGS = Path.of("../binlog/src/test/resources/logs/mysql97");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        out.reset();
        err.reset();
        return new CommandLineEntry(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(args);
    }

    private int save(Path output, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "save_binary_logs", "--binlog_dir=/not-there," + LOGS.resolve("source"), "--output_file=" + output));
        args.addAll(Arrays.asList(more));
        return run(args.toArray(String[]::new));
    }

    private int diff(String command, String to, String... more) {
        String[] position = to.split(":");
        List<String> args = new ArrayList<>(List.of(
                "apply_diff_relay_logs",
                "--command=" + command,
                "--relay_dir=" + LOGS.resolve("relay"),
                "--current_relay_log=relay-bin.000014",
                "--server_id=2",
                "--latest_mlf=" + position[0],
                "--latest_rmlp=" + position[1],
                "--target_mlf=mysql-bin.000001",
                "--target_rmlp=4"));
        args.addAll(Arrays.asList(more));
        return run(args.toArray(String[]::new));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

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
    void text_mode_without_the_program_says_what_to_do_and_leaves_nothing(@TempDir Path dir) throws IOException {
        int exit = save(
                dir.resolve("x"),
                "--command=save",
                "--start_file=mysql-bin.000001",
                "--start_pos=4",
                "--client_bindir=/not-there",
                "--handle_raw_binlog=0");

        assertEquals(1, exit);
        assertTrue(said().contains("needs mysqlbinlog") && said().contains("--client_bindir"), said());
        try (var left = Files.list(dir)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void text_mode_saves_what_the_client_program_makes_of_the_log(@TempDir Path dir) throws IOException {
        Path tools =
                client(dir, "echo \"args $*\"; echo \"lib $LD_LIBRARY_PATH\"; for f; do :; done; head -c 4 \"$f\"");
        Path output = dir.resolve("out/text");
        String[] args = {
            "--command=save",
            "--start_file=mysql-bin.000001",
            "--start_pos=4",
            "--handle_raw_binlog=0",
            "--disable_log_bin=1",
            "--oldest_version=5.0.91",
            "--client_bindir=" + tools,
            "--client_libdir=/opt/libs"
        };

        assertEquals(0, save(output, args), said());

        String text = Files.readString(output, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("--disable-log-bin --base64-output=never " + output + ".raw\n"), text);
        assertTrue(text.contains("lib /opt/libs\n"), text);
        assertTrue(text.endsWith("\u00febin"), "the program was given a binary log");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(output)));
        try (var left = Files.list(dir.resolve("out"))) {
            assertEquals(List.of(output), left.toList(), "nothing else is left");
        }
    }

    @Test
    void text_mode_that_fails_in_the_middle_leaves_no_text(@TempDir Path dir) throws IOException {
        Path tools = client(dir, "echo some; echo 'ERROR: Error in Log_event' >&2; exit 1");
        Path output = dir.resolve("text");

        assertEquals(
                1,
                save(
                        output,
                        "--command=save",
                        "--start_file=mysql-bin.000001",
                        "--start_pos=4",
                        "--handle_raw_binlog=0",
                        "--client_bindir=" + tools));

        assertTrue(said().contains("Error in Log_event"), said());
        assertFalse(Files.exists(output));
    }

    @Test
    void text_mode_filters_unless_told_not_to(@TempDir Path dir) throws IOException {
        Path tools = client(dir, "echo 'COMMIT/*!*/;'; echo 'ROLLBACK /* added by mysqlbinlog */;'; echo end");
        Path output = dir.resolve("text");
        String[] args = {
            "--command=save",
            "--start_file=mysql-bin.000001",
            "--start_pos=4",
            "--handle_raw_binlog=0",
            "--client_bindir=" + tools
        };

        assertEquals(0, save(output, args), said());
        assertEquals("COMMIT/*!*/;\nend\n", Files.readString(output));

        List<String> unfiltered = new ArrayList<>(List.of(args));
        unfiltered.add("--skip_filter=1");
        assertEquals(0, save(output, unfiltered.toArray(String[]::new)), said());
        assertTrue(Files.readString(output).contains("added by mysqlbinlog"));
    }

    private static Path client(Path dir, String script) throws IOException {
        Path tools = Files.createDirectories(dir.resolve("client"));
        Path program = Files.writeString(tools.resolve("mysqlbinlog"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return tools;
    }

    @Test
    void a_text_that_was_cut_off_is_not_applied(@TempDir Path dir) throws IOException {
        Path text = Files.writeString(dir.resolve("text"), "BEGIN;\nINSERT INTO t VALUES (1);\n");

        assertEquals(1, run("apply_diff_relay_logs", "--command=apply", "--apply_files=" + text));

        assertTrue(said().contains("is cut off") && said().contains("# End of log file"), said());
        assertTrue(said().contains("nothing was changed"), said());
    }

    @Test
    void texts_and_binary_logs_are_not_applied_in_one_run(@TempDir Path dir) throws IOException {
        Path text = Files.writeString(dir.resolve("text"), "BEGIN;\nCOMMIT;\n# End of log file\n");
        Path log = Files.write(dir.resolve("log"), new byte[] {(byte) 0xfe, 'b', 'i', 'n'});
        Path neither = Files.write(dir.resolve("neither"), new byte[] {'a', 0, 'b'});

        assertEquals(1, run("apply_diff_relay_logs", "--command=apply", "--apply_files=" + text + "," + log));
        assertTrue(said().contains("some are text"), said());
        assertEquals(1, run("apply_diff_relay_logs", "--command=apply", "--apply_files=" + neither));
        assertTrue(said().contains("is neither a binary log nor the text of one"), said());
        assertEquals(0, run("apply_diff_relay_logs", "--command=apply", "--no_apply", "--apply_files=" + text));
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
    void a_diff_may_be_generated_as_text(@TempDir Path dir) throws IOException {
        Path tools = client(dir, "echo \"$LD_LIBRARY_PATH $*\"");
        Path output = dir.resolve("out/diff");

        int exit = diff(
                "generate",
                "mysql-bin.000002:4",
                "--diff_file_readtolatest=" + output,
                "--handle_raw_binlog=0",
                "--disable_log_bin=1",
                "--client_bindir=" + tools,
                "--client_libdir=/opt/libs");

        assertEquals(0, exit, said());
        assertTrue(
                Files.readString(output).matches("/opt/libs --no-defaults .*--disable-log-bin .*diff\\.raw\n"),
                Files.readString(output));
        assertFalse(Files.exists(dir.resolve("out/diff.json")), "no description of what is no log");
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
    void debug_shows_where_a_failure_comes_from() {
        for (String command : List.of("save_binary_logs", "apply_diff_relay_logs")) {
            assertEquals(1, run(command, "--command=nothing"));
            assertFalse(said().contains("\tat "), said());
            assertEquals(1, run(command, "--command=nothing", "--debug"));
            assertTrue(said().contains("\tat io.masterha"), said());
        }
    }

    @Test
    void what_cannot_be_applied_is_exit_code_1() {
        assertEquals(1, run("apply_diff_relay_logs", "--command=apply"));
        assertEquals(1, run("apply_diff_relay_logs", "--command=apply", "--apply_files=/not-there"));
        assertEquals(1, run("apply_diff_relay_logs", "--command=everything"));
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

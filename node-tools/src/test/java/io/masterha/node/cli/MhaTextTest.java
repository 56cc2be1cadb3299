package io.masterha.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs as text of mysqlbinlog, as MHA has them with --handle_raw_binlog=0. */
class MhaTextTest extends MhaCommandTest {
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
}

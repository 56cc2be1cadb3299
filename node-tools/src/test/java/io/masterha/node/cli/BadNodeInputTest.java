package io.masterha.node.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake on the command line of a node command: what, next, the right exit code, no stack trace, nothing changed. */
class BadNodeInputTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String line) {
        String logs = Path.of("../binlog/src/test/resources/logs/mysql97").toString();
        String[] words =
                line.replace("DIR", directory.toString()).replace("LOGS", logs).split(" ");
        return new CommandLineEntry(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "save-binlogs --from mysql-bin.000001:4 --output DIR/x | 2 | --binlog-dir",
                "save-binlogs --binlog-dir LOGS/source --output DIR/x | 2 | where to begin",
                "save-binlogs --binlog-dir LOGS/source --from here --output DIR/x | 2 | not a position",
                "save-binlogs --binlog-dir /not-there --from mysql-bin.000001:4 --output DIR/x | 1 | mysql-bin.000001",
                "save-binlogs --binlog-dir LOGS/source --from mysql-bin.000001:5 --output DIR/x | 1 | not between two events",
                "save-binlogs --binlog-dir LOGS/source --from mysql-bin.000001:4 --output /proc/x | 1 | /proc/x",
                "save-relay-logs --from mysql-bin.000001:4 --to mysql-bin.000002:4 --output DIR/x | 2 | --index",
                "save-relay-logs --index /not-there --from mysql-bin.000001:4 --to mysql-bin.000002:4 --output DIR/x | 1 | /not-there",
                "save-relay-logs --index LOGS/relay/relay-bin.index --from a --to b --output DIR/x | 2 | not a position",
                "apply-diff --user root | 2 | --log",
                "apply-diff --log DIR/none --user root | 1 | DIR/none",
                "apply-diff --log DIR/none --user root --limit soon | 2 | soon",
                "purge-relay-logs --host 192.0.2.1 --user u --password= | 2 | not an address of this host",
                "purge-relay-logs --defaults-file DIR/none | 2 | option file",
                "purge-relay-logs --frobnicate | 2 | --frobnicate",
                "rewind-rows --frobnicate | 2 | --frobnicate",
                "save-everything | 2 | no such command",
                "save_binary_logs | 1 | --command",
                "save_binary_logs --command=keep | 1 | --command",
                "save_binary_logs --command=save --start_pos=4 --output_file=DIR/x | 1 | --start_file",
                "save_binary_logs --command=save --start_file=a.000001 --output_file=DIR/x | 1 | --start_pos",
                "save_binary_logs --command=save --start_file=a.000001 --start_pos=four --output_file=DIR/x | 1 | four",
                "save_binary_logs --command=save --start_file=mysql-bin.000001 --start_pos=4 --binlog_dir=LOGS/source | 1 | --output_file",
                "save_binary_logs --command=save --start_file=../x --start_pos=4 --output_file=DIR/x | 1 | without a directory",
                "save_binary_logs --command=save --start_file=mysql-bin.000001 --start_pos=4 --binlog_dir=LOGS/source --output_file=/proc/x/y | 1 | /proc/x",
                "save_binary_logs --command=save --start_file=r.000001 --start_pos=4 --relay_log_info=/none --output_file=DIR/x | 1 | /none",
                "save_binary_logs --frobnicate | 1 | --frobnicate",
                "apply_diff_relay_logs | 1 | command must be set",
                "apply_diff_relay_logs --command=find | 1 | --latest_mlf",
                "apply_diff_relay_logs --command=generate | 1 | --diff_file_readtolatest",
                "apply_diff_relay_logs --command=generate_and_send | 1 | --scp_host",
                "apply_diff_relay_logs --command=test | 1 | --relay_dir",
                "apply_diff_relay_logs --command=apply | 1 | --apply_files",
                "apply_diff_relay_logs --command=apply --apply_files=DIR/none | 1 | DIR/none",
                "apply_diff_relay_logs --frobnicate | 1 | --frobnicate",
                "purge_relay_logs --host=192.0.2.1 --password= | 1 | not an address of this host",
                "purge_relay_logs --defaults_file=DIR/none | 1 | option file",
                "purge_relay_logs --port=many | 1 | many",
                "filter_mysqlbinlog --frobnicate | 1 | --frobnicate"
            })
    void a_mistake_is_told_with_what_to_do_and_changes_nothing(String line, int exit, String said) throws IOException {
        int ended = run(line);

        String text = err.toString(StandardCharsets.UTF_8);
        assertAll(
                () -> assertEquals(exit, ended, text),
                () -> assertTrue(text.contains(said.replace("DIR", directory.toString())), text),
                () -> assertTrue(text.contains("next: ") || text.contains("Usage: "), text),
                () -> assertTrue(text.contains("nothing was changed") || text.contains("Usage: "), text),
                () -> assertFalse(text.contains("\tat ") || text.contains("Exception"), text));
        try (var left = Files.list(directory)) {
            assertEquals(List.of(), left.toList());
        }
    }
}

package io.masterha.node.cli;

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
import java.util.List;

/** Runs the node commands under the names and with the options of MHA, and keeps what they print. */
abstract class MhaCommandTest {
    static final Path LOGS = Path.of("../binlog/src/test/resources/logs/mysql97");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    int run(String... args) {
        out.reset();
        err.reset();
        return new CommandLineEntry(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(args);
    }

    int save(Path output, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "save_binary_logs", "--binlog_dir=/not-there," + LOGS.resolve("source"), "--output_file=" + output));
        args.addAll(Arrays.asList(more));
        return run(args.toArray(String[]::new));
    }

    int diff(String command, String to, String... more) {
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

    String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    static Path client(Path dir, String script) throws IOException {
        Path tools = Files.createDirectories(dir.resolve("client"));
        Path program = Files.writeString(tools.resolve("mysqlbinlog"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return tools;
    }
}

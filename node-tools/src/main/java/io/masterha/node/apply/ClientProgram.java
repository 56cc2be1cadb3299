package io.masterha.node.apply;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.Pace;
import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs one of the server's own client programs from file to file, and ends it when nothing moves any more. */
final class ClientProgram {
    private static final int MOST_WORDS = 2000;
    private static final int KILL_SECONDS = 10;
    private static final String POSITION = "pos:";

    private final List<String> names;
    private final List<String> options;
    private final String libraries;

    /**
     * @param names what the program may be called; the first that is installed is used
     * @param options without any secret, because every user of the host can see them
     */
    ClientProgram(List<String> names, List<String> options) {
        this(names, options, "");
    }

    /** @param libraries where its libraries are; empty for the usual places */
    ClientProgram(List<String> names, List<String> options, String libraries) {
        this.names = names;
        this.options = options;
        this.libraries = libraries;
    }

    /** Options of a {@code mysql} that executes a text of {@code mysqlbinlog} from its standard input. */
    static List<String> executing(Path login) {
        return List.of(
                "--defaults-file=" + login,
                "--binary-mode",
                "--local-infile=1",
                "--max-allowed-packet=1G",
                "--unbuffered");
    }

    /**
     * Runs it to its end.
     *
     * @param words file for what it says on standard error
     * @param progress is told how much it has read of a file, or written to one
     * @return what it said; empty if it ended well
     */
    String run(Path in, Path out, Path words, Patience patience, Progress progress) {
        Process process = start(in, out, words);
        boolean reads = !in.equals(nowhere());
        Pace pace = new Pace(progress::line);
        pace.begin(names.get(0), reads ? ClientFiles.size(in) : 0);
        try {
            while (process.isAlive()) {
                long bytes = reads ? readBy(process) : ClientFiles.size(out);
                pace.reached(bytes, "");
                patience.saw(String.valueOf(bytes));
                patience.pause(names.get(0) + " to end");
            }
            int exit = process.exitValue();
            String said = tail(words);
            return exit == 0 ? "" : said.isEmpty() ? "exit code " + exit : said;
        } finally {
            end(process);
        }
    }

    /** The kernel's word for where in its standard input it is; 0 if there is none, as when it has just ended. */
    private static long readBy(Process process) {
        Path info = Path.of("/proc", String.valueOf(process.pid()), "fdinfo", "0");
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith(POSITION))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(POSITION.length()).strip()))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private Process start(Path in, Path out, Path words) {
        List<String> failures = new ArrayList<>();
        for (String name : names) {
            List<String> command = new ArrayList<>(List.of(name));
            command.addAll(options);
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(words.toFile());
                if (!libraries.isEmpty()) {
                    builder.environment().put("LD_LIBRARY_PATH", libraries);
                }
                return builder.start();
            } catch (IOException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        throw Problem.of(NodeError.TOOL_FAILED, "the program " + names.get(0) + " cannot be started")
                .why(String.join("; ", failures))
                .next("install the server's client programs, or use method replication");
    }

    static Path nowhere() {
        return new File("/dev/null").toPath();
    }

    private static String tail(Path words) {
        try {
            String all = Files.readString(words, StandardCharsets.ISO_8859_1).strip();
            // MariaDB's client repeats the statement first.
            String error = all.substring(Math.max(0, all.lastIndexOf("ERROR ")));
            return error.substring(Math.max(0, error.length() - MOST_WORDS));
        } catch (IOException e) {
            return FileReason.of(e);
        }
    }

    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        process.destroyForcibly();
        try {
            boolean ended = process.waitFor(KILL_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                throw Problem.of(NodeError.TOOL_FAILED, "process " + process.pid() + " cannot be ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

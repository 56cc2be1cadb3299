package io.masterha.node.save;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.binlog.frame.LogOutput;
import io.masterha.binlog.frame.LogReader;
import io.masterha.node.NodeError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Renders a saved log as SQL text with the server's own {@code mysqlbinlog}: MHA's text mode.
 *
 * @param clientDirectory where the program is; empty to search PATH
 * @param libraries where its libraries are; empty for the usual places
 * @param disableLogBin whether the text switches off the binary log of whoever executes it
 * @param filter whether {@link TextFilter} goes over it
 * @param withoutBase64 whether no BINLOG statement may be in it, for servers before 5.1
 */
public record TextMode(
        String clientDirectory, String libraries, boolean disableLogBin, boolean filter, boolean withoutBase64) {
    private static final int STALL_SECONDS = 60;
    private static final int MOST_WORDS = 2000;
    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rw-------");

    /** What an earlier run may have left, and what this one makes beside its output for a while. */
    public static Path raw(Path output) {
        return output.resolveSibling(output.getFileName() + ".raw");
    }

    /** Writes the text, whole or not at all; only its owner may read it. The raw log is deleted. */
    public void render(Path raw, Path output) {
        Path text = output.resolveSibling(output.getFileName() + ".sql");
        Path words = output.resolveSibling(output.getFileName() + ".err");
        try {
            run(raw, text, words);
            copy(text, output);
        } finally {
            drop(List.of(text, words, raw, raw.resolveSibling(raw.getFileName() + ".json")));
        }
    }

    private void run(Path raw, Path text, Path words) {
        List<String> failures = new ArrayList<>();
        for (String name : names(raw)) {
            String program = clientDirectory.isEmpty()
                    ? name
                    : Path.of(clientDirectory).resolve(name).toString();
            List<String> command = new ArrayList<>(List.of(program, "--no-defaults", "--verify-binlog-checksum"));
            if (disableLogBin) {
                command.add("--disable-log-bin");
            }
            if (withoutBase64) {
                command.add("--base64-output=never");
            }
            command.add(raw.toString());
            try {
                drop(List.of(text, words));
                // Made before by us: the program would let others read it.
                Files.createFile(text, PosixFilePermissions.asFileAttribute(OURS));
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectOutput(text.toFile())
                        .redirectError(words.toFile());
                if (!libraries.isEmpty()) {
                    builder.environment().put("LD_LIBRARY_PATH", libraries);
                }
                await(builder.start(), program, text, words);
                return;
            } catch (IOException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        throw Problem.of(NodeError.TOOL_FAILED, "the text mode needs mysqlbinlog, which cannot be started")
                .why(String.join("; ", failures))
                .next("install the server's client programs, give --client_bindir, or leave out --handle_raw_binlog=0:"
                        + " a raw log needs no program");
    }

    /** The log tells whose it is. */
    private static List<String> names(Path raw) {
        try (LogReader reader = LogReader.open(raw)) {
            boolean isMariadb = reader.next()
                    && reader.format()
                            .filter(format -> format.serverVersion().contains("MariaDB"))
                            .isPresent();
            return isMariadb ? List.of("mariadb-binlog", "mysqlbinlog") : List.of("mysqlbinlog");
        }
    }

    private static void await(Process process, String program, Path text, Path words) throws IOException {
        try {
            long size = -1;
            while (!process.waitFor(STALL_SECONDS, TimeUnit.SECONDS)) {
                long now = Files.size(text);
                if (now == size) {
                    throw Problem.of(NodeError.NO_PROGRESS, program + " does not get on")
                            .why("its text has not grown for " + STALL_SECONDS + " s");
                }
                size = now;
            }
            if (process.exitValue() != 0) {
                String said =
                        Files.readString(words, StandardCharsets.ISO_8859_1).strip();
                throw Problem.of(NodeError.TOOL_FAILED, program + " failed with exit code " + process.exitValue())
                        .why(said.substring(Math.max(0, said.length() - MOST_WORDS)))
                        .next("leave out --handle_raw_binlog=0: a raw log needs no program");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(NodeError.INTERRUPTED, "interrupted while " + program + " ran")
                    .causedBy(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private void copy(Path text, Path output) {
        try (InputStream in = Files.newInputStream(text);
                LogOutput out = LogOutput.create(output)) {
            if (filter) {
                TextFilter.copy(in, Channels.newOutputStream(out));
            } else {
                in.transferTo(Channels.newOutputStream(out));
            }
            out.commit();
        } catch (IOException e) {
            throw Problem.of(NodeError.NOT_SAVED, "cannot write " + output)
                    .why(FileReason.of(e))
                    .next("df -h " + output.toAbsolutePath().getParent())
                    .causedBy(e);
        }
    }

    private static void drop(List<Path> files) {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw Problem.of(NodeError.NOT_SAVED, "cannot delete " + file)
                        .why(FileReason.of(e))
                        .next("rm " + file)
                        .causedBy(e);
            }
        }
    }
}

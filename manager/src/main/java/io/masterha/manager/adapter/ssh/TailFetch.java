package io.masterha.manager.adapter.ssh;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.SftpException;
import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Pace;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.BinlogExtract;
import io.masterha.binlog.node.SavedLog;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a host's binary logs over SFTP and saves their end on the manager's own disk: for a host whose disk is full or
 * read-only, or whose node commands do not run. Nothing is written on that host, and no program of ours runs there.
 */
final class TailFetch {
    /** How a path on the manager's own disk begins in a {@link SavedLog}. */
    private static final String HERE = "manager:";

    private static final int MOST_FILES = 1000;
    private static final Set<Integer> ABSENT = Set.of(ChannelSftp.SSH_FX_NO_SUCH_FILE);
    private static final Set<Integer> ELSEWHERE =
            Set.of(ChannelSftp.SSH_FX_NO_SUCH_FILE, ChannelSftp.SSH_FX_PERMISSION_DENIED);

    private final Duration stall;

    TailFetch(Duration stall) {
        this.stall = stall;
    }

    /** Whether a saved log is with the manager. */
    static boolean isHere(SavedLog log) {
        return log.path().startsWith(HERE);
    }

    static Path file(SavedLog log) {
        return Path.of(log.path().substring(HERE.length()));
    }

    /**
     * Saves what was logged behind a position.
     *
     * @param directories where the host's binary logs may be
     * @param output file on the manager's disk
     */
    SavedLog fetch(SshConnection host, List<String> directories, BinlogPosition from, Path output) {
        Path raw = output.resolveSibling(output.getFileName() + ".raw");
        try {
            Files.createDirectories(raw);
            copyAll(host, directories, from, raw);
            SavedLog saved = BinlogExtract.from(List.of(raw), from)
                    .watchedBy(new Pace(host::tell))
                    .save(output);
            return saved.path().isEmpty() ? saved : saved.at(HERE + saved.path());
        } catch (IOException e) {
            throw failed("cannot write to " + raw, e);
        } finally {
            remove(raw);
        }
    }

    private void copyAll(SshConnection host, List<String> directories, BinlogPosition from, Path raw)
            throws IOException {
        ChannelSftp reader = host.openSftp();
        try {
            String directory = holder(reader, directories, from, host.describe());
            for (String name : following(reader, directory, from.file(), host.describe())) {
                copy(reader, directory + "/" + name, raw.resolve(name), host);
            }
        } finally {
            reader.disconnect();
        }
    }

    private static String holder(ChannelSftp reader, List<String> directories, BinlogPosition from, String who) {
        return directories.stream()
                .filter(dir -> exists(reader, dir + "/" + from.file(), who, ELSEWHERE))
                .findFirst()
                .orElseThrow(() -> Problem.of(SshError.TRANSFER_FAILED, "no " + from.file() + " can be read on " + who)
                        .why("it is in none of " + directories)
                        .next("check master_binlog_dir against SHOW VARIABLES LIKE 'log_bin_basename'"));
    }

    /** The file and those behind it. Only the host's word that there is no other ends them: a broken connection does not. */
    static List<String> following(ChannelSftp reader, String directory, String first, String who) {
        List<String> names = new ArrayList<>();
        for (String name = first; exists(reader, directory + "/" + name, who, ABSENT); name = next(name)) {
            if (names.size() == MOST_FILES) {
                throw Problem.of(
                                SshError.TRANSFER_FAILED, who + " has more than " + MOST_FILES + " binary logs to read")
                        .why("from " + first + " on; some of them would be left out")
                        .next("make room on that host, so that it can save them itself");
            }
            names.add(name);
        }
        return names;
    }

    /** @param no the answers that mean that the file is not there */
    private static boolean exists(ChannelSftp reader, String path, String who, Set<Integer> no) {
        try {
            return !reader.stat(path).isDir();
        } catch (SftpException e) {
            if (no.contains(e.id)) {
                return false;
            }
            throw failed("cannot look for " + path + " on " + who, e);
        }
    }

    private void copy(ChannelSftp reader, String source, Path target, SshConnection host) throws IOException {
        Pace pace = new Pace(host::tell);
        try (OutputStream out = Files.newOutputStream(target);
                StallGuard guard = new StallGuard(stall, reader::disconnect, pace)) {
            pace.begin("reading " + source, reader.stat(source).getSize());
            reader.get(source, out, guard);
        } catch (SftpException e) {
            throw failed("cannot read " + source + " on " + host.describe(), e);
        }
    }

    /** mysql-bin.000009 is followed by mysql-bin.000010; 999999 by 1000000. */
    static String next(String name) {
        int dot = name.lastIndexOf('.');
        String number = name.substring(dot + 1);
        return name.substring(0, dot + 1) + String.format("%0" + number.length() + "d", Long.parseLong(number) + 1);
    }

    private static void remove(Path directory) {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> entries = Files.walk(directory)) {
            entries.sorted(Comparator.reverseOrder()).forEach(all::add);
            for (Path path : all) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException leftBehind) {
            // Copies of the logs stay in the work directory; whoever cleans up there sees by their name what they are.
        }
    }

    private static Problem failed(String what, Exception e) {
        return Problem.of(SshError.TRANSFER_FAILED, what)
                .why(String.valueOf(e.getMessage()))
                .next("check free space and permissions, then try again")
                .causedBy(e);
    }
}

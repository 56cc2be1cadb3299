package io.masterha.binlog.extract;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.FileReason;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The numbered binary logs of one server in one directory. */
public final class BinlogDirectory {
    private static final Pattern NUMBERED = Pattern.compile("(.+)\\.(\\d{6,18})");
    private static final int MAGIC_BYTES = 4;

    private BinlogDirectory() {}

    /** The first of the directories that holds the file. */
    public static Path find(List<Path> directories, String file) {
        if (file.isEmpty() || file.contains("/")) {
            throw notFound(directories, "a binary log has a file name without a directory, not '" + file + "'");
        }
        return directories.stream()
                .filter(directory -> Files.exists(directory.resolve(file)))
                .findFirst()
                .map(directory -> directory.resolve(file))
                .orElseThrow(() -> notFound(directories, "there is no " + file));
    }

    /**
     * The file and all that follow it, in order of their numbers.
     *
     * @throws Problem LOG_GAP if a number is missing in between
     */
    public static List<Path> from(Path first) {
        BinlogPosition start = new BinlogPosition(first.getFileName().toString(), 0);
        Path directory = first.toAbsolutePath().resolveSibling("");
        List<Path> files = new ArrayList<>();
        long expected = start.fileNumber();
        for (Path path : numbered(directory, start.baseName())) {
            long number = numberOf(path);
            if (number < start.fileNumber()) {
                continue;
            }
            if (number != expected) {
                throw Problem.of(LogError.LOG_GAP, "binary log number " + expected + " is missing in " + directory)
                        .why("the files before it and " + path.getFileName() + " are there")
                        .next("find the missing file; without it the later ones cannot be applied");
            }
            expected = number + 1;
            files.add(path);
        }
        return files.isEmpty() ? List.of(first) : files;
    }

    /** All binary logs in the first directory that has some: the run without gaps that ends with the newest. */
    public static List<Path> newestRun(List<Path> directories) {
        for (Path directory : directories) {
            List<Path> all = numbered(directory, "");
            if (!all.isEmpty()) {
                String base = baseOf(newest(all));
                List<Path> files = numbered(directory, base);
                int first = files.size() - 1;
                while (first > 0 && numberOf(files.get(first - 1)) == numberOf(files.get(first)) - 1) {
                    first--;
                }
                return files.subList(first, files.size());
            }
        }
        throw notFound(directories, "there is no file NAME.NUMBER that begins like a binary log");
    }

    private static Path newest(List<Path> files) {
        return files.stream()
                .max(Comparator.comparing(BinlogDirectory::modified))
                .orElseThrow();
    }

    private static long modified(Path path) {
        try {
            return Files.getLastModifiedTime(path).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Numbered files in ascending order; with an empty base name all of any base that begin like a binary log. */
    private static List<Path> numbered(Path directory, String base) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path ->
                            NUMBERED.matcher(path.getFileName().toString()).matches())
                    .filter(path -> base.isEmpty()
                            ? looksLikeBinlog(path)
                            : baseOf(path).equals(base))
                    .sorted(Comparator.comparingLong(BinlogDirectory::numberOf))
                    .toList();
        } catch (IOException e) {
            throw Problem.of(LogError.LOG_NOT_FOUND, "cannot list " + directory)
                    .why(FileReason.of(e))
                    .next("ls -ld " + directory)
                    .causedBy(e);
        }
    }

    private static boolean looksLikeBinlog(Path path) {
        if (baseOf(path).contains("relay")) {
            return false;
        }
        try (var in = Files.newInputStream(path)) {
            byte[] magic = in.readNBytes(MAGIC_BYTES);
            return magic.length == MAGIC_BYTES
                    && ((magic[0] & 0xFF) == 0xFE || (magic[0] & 0xFF) == 0xFD)
                    && magic[1] == 'b'
                    && magic[2] == 'i'
                    && magic[3] == 'n';
        } catch (IOException e) {
            return false;
        }
    }

    private static String baseOf(Path path) {
        return new BinlogPosition(path.getFileName().toString(), 0).baseName();
    }

    private static long numberOf(Path path) {
        Matcher matcher = NUMBERED.matcher(path.getFileName().toString());
        return matcher.matches() ? Long.parseLong(matcher.group(2)) : 0;
    }

    private static Problem notFound(List<Path> directories, String why) {
        return Problem.of(LogError.LOG_NOT_FOUND, "no binary log found in " + directories)
                .why(why)
                .next("check master_binlog_dir against SHOW VARIABLES LIKE 'log_bin_basename'");
    }
}

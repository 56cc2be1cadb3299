package io.masterha.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Walks, saves and searches large logs with the commands of the distribution, beside {@code mysqlbinlog}, the connector
 * library and MHA's node tools on the same files; {@code bench/run.sh files} calls it.
 *
 * <p>Arguments: gigabytes of binary logs (and as much of relay logs), directory for them, image with {@code mysqlbinlog} and
 * MHA's tools or {@code none}, file to which the table is appended.
 */
public final class FileBench {
    private static final int FILES = 10;
    private static final int ROUNDS = 3;
    private static final double MEGA = 1e6;
    private static final Goal MEMORY = new Goal(64, Double.POSITIVE_INFINITY, " MB");
    /** What the methods of {@link WalkBenchmark} do. */
    private static final Map<String, String> WALKS = Map.of(
            "headersAndChecksums", "every header and checksum, warm",
            "transactions", "bounds of transactions, warm",
            "library", "the connector library, without checksums, warm");

    private final LogTree tree;
    private final String image;
    private final StringBuilder table = new StringBuilder();

    private FileBench(LogTree tree, String image) {
        this.tree = tree;
        this.image = image;
    }

    private void measure() throws IOException, RunnerException {
        table.append(String.format(
                Locale.ROOT,
                "### Files: %.1f GB of binary logs in %d files, as much of relay logs%n%n",
                tree.files() * tree.bytesEach() / 1e9,
                tree.files()));
        table.append("| figure | MB/s | seconds | peak memory | goal | met |\n|---|---|---|---|---|---|\n");
        walk();
        save();
        search();
    }

    private void walk() throws IOException, RunnerException {
        Path file = tree.sourceFile(1);
        for (Map.Entry<String, Double> rate : WalkBenchmark.rates(file).entrySet()) {
            row(
                    "walk over one file: " + WALKS.getOrDefault(rate.getKey(), rate.getKey()),
                    rate.getValue(),
                    Files.size(file) / MEGA / rate.getValue(),
                    -1);
        }
        beside("walk over one file: mysqlbinlog", Files.size(file), "mysqlbinlog " + file + " >/dev/null");
    }

    /** The last file but one and the last, of all that lie there. */
    private void save() throws IOException {
        int from = tree.files() - 1;
        long bytes = Files.size(tree.sourceFile(from)) + Files.size(tree.sourceFile(from + 1));
        Path out = tree.root().resolve("tail.binlog");
        String request = "{\"binlogDirs\":[\"" + tree.source() + "\"],\"from\":\"" + LogTree.sourceName(from)
                + ":4\",\"exclude\":\"\",\"serverId\":0,\"output\":\"" + out + "\"}";
        command(
                "save-binlogs of the last two files, CRC of each event, SHA-256 of the whole",
                bytes,
                "save-binlogs",
                request);
        beside(
                "the same: cat and sync, nothing verified",
                bytes,
                "cat " + tree.sourceFile(from) + " " + tree.sourceFile(from + 1) + " >" + tree.root() + "/cat; sync "
                        + tree.root() + "/cat");
        beside(
                "the same: mysqlbinlog, as text",
                bytes,
                "mysqlbinlog " + tree.sourceFile(from) + " " + tree.sourceFile(from + 1) + " >" + tree.root()
                        + "/text");
        beside(
                "the same: MHA's save_binary_logs",
                bytes,
                "save_binary_logs --command=save --start_file=" + LogTree.sourceName(from)
                        + " --start_pos=4 --binlog_dir="
                        + tree.source() + " --output_file=" + tree.root() + "/mha.binlog --handle_raw_binlog=1"
                        + " --disable_log_bin=0 --oldest_version=5.6.24");
        Path large = tree.withLargeEvent(bytes);
        command(
                "save-binlogs of one transaction with one event of that size",
                Files.size(large),
                "save-binlogs",
                request.replace(tree.source().toString(), large.getParent().toString())
                        .replace(LogTree.sourceName(from), LogTree.sourceName(1)));
    }

    private void search() throws IOException {
        long end = Files.size(tree.sourceFile(tree.files()));
        String to = LogTree.sourceName(tree.files()) + ":" + end;
        for (int from : List.of(tree.files(), 1)) {
            long bytes = (tree.files() - from + 1) * tree.bytesEach();
            String request = "{\"index\":\"" + tree.relayIndex() + "\",\"from\":\"" + LogTree.sourceName(from)
                    + ":199\",\"to\":\"" + to + "\",\"output\":\"\"}";
            command(
                    "is a position in the relay logs: it is in the "
                            + (from == 1 ? "oldest file, all are read" : "newest file"),
                    bytes,
                    "save-relay-logs",
                    request);
        }
    }

    private void command(String title, long bytes, String name, String request) throws IOException {
        List<Measured> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            settle();
            rounds.add(Measured.run(List.of("target/masterha/bin/" + name, "--json"), request));
        }
        rounds.sort(Comparator.comparingDouble(Measured::seconds));
        Measured median = rounds.get(ROUNDS / 2);
        row(title, bytes / MEGA / median.seconds(), median.seconds(), median.peakBytes());
    }

    /**
     * Removes what the round before saved: to replace a large file can take as long as writing it, and on a disk that is told
     * of free blocks a second for each GB, in whatever runs next.
     */
    private void settle() throws IOException {
        for (String name : List.of("tail.binlog", "tail.binlog.json", "cat", "text", "mha.binlog")) {
            Files.deleteIfExists(tree.root().resolve(name));
        }
        Measured.run(List.of("sync", "--file-system", tree.root().toString()), "");
    }

    /** In a container with the tools; its start is taken off. */
    private void beside(String title, long bytes, String shell) throws IOException {
        if (image.equals("none")) {
            return;
        }
        settle();
        // Not every image has MHA's tools: then the row is left out.
        String program = shell.substring(0, shell.indexOf(' '));
        String timed = "command -v " + program + " >/dev/null || exit 0; b=$(date +%s%N); " + shell
                + " || exit 1; echo NANOS $(( $(date +%s%N) - b ))";
        Measured run = Measured.run(
                List.of("docker", "run", "--rm", "-v", tree.root() + ":" + tree.root(), image, "bash", "-c", timed),
                "");
        String line = run.output()
                .lines()
                .filter(l -> l.startsWith("NANOS "))
                .findFirst()
                .orElse("");
        if (line.isEmpty()) {
            return;
        }
        double seconds = Long.parseLong(line.substring("NANOS ".length())) / 1e9;
        row(title, bytes / MEGA / seconds, seconds, -1);
    }

    private void row(String title, double rate, double seconds, long peak) {
        String line = String.format(
                Locale.ROOT,
                "| %s | %.0f | %.2f | %s | %s | %s |%n",
                title,
                rate,
                seconds,
                peak < 0 ? "-" : String.format(Locale.ROOT, "%.0f MB", peak / MEGA),
                peak < 0 ? Goal.NONE : MEMORY,
                peak < 0 ? "-" : MEMORY.met(peak / MEGA, peak / MEGA));
        System.err.print(line);
        table.append(line);
    }

    public static void main(String[] arguments) throws IOException, RunnerException {
        double gigabytes = Double.parseDouble(arguments[0]);
        Path root = Files.createTempDirectory(Path.of(arguments[1]), "masterha-bench-");
        try {
            LogTree tree = LogTree.make(root, FILES, (long) (gigabytes * 1e9 / FILES));
            FileBench bench = new FileBench(tree, arguments[2]);
            bench.measure();
            String text = bench.table.append('\n').toString();
            System.out.print(text);
            Files.writeString(Path.of(arguments[3]), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } finally {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}

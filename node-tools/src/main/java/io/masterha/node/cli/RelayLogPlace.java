package io.masterha.node.cli;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.binlog.relay.RelayLogIndex;
import io.masterha.node.NodeError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a replica's relay logs are, said in MHA's ways. */
final class RelayLogPlace {
    @Option(names = "--relay_dir", paramLabel = "DIR", description = "directory of the relay logs")
    private String directory = "";

    @Option(names = "--current_relay_log", paramLabel = "NAME", description = "the newest relay log")
    private String current = "";

    @Option(names = "--relay_log_info", paramLabel = "FILE", description = "instead of these: relay-log.info")
    private String info = "";

    @Option(names = "--datadir", paramLabel = "DIR", description = "what names in relay-log.info are relative to")
    private String dataDirectory = "";

    /** The index that belongs to them; it lists all of them in order. */
    Path index() {
        return indexOf(newest());
    }

    /** The index of the relay logs of which this is the newest. */
    private static Path indexOf(Path newest) {
        String name = String.valueOf(newest.getFileName());
        int dot = name.lastIndexOf('.');
        Path index = newest.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".index");
        if (!Files.exists(index)) {
            throw Problem.of(NodeError.RELAY_LOG_INCOMPLETE, "there is no relay log index " + index)
                    .why("relay_log_index names another file")
                    .next("save-relay-logs --index FILE");
        }
        return index;
    }

    /** As MHA tells it. */
    String sentence() {
        List<Path> files = RelayLogIndex.read(index());
        Path last = files.get(files.size() - 1);
        return "    Relay log found at " + last.getParent() + ", up to " + last.getFileName();
    }

    private Path newest() {
        if (!directory.isEmpty() && !current.isEmpty()) {
            return Path.of(directory).resolve(Path.of(current).getFileName());
        }
        if (info.isEmpty()) {
            throw MhaNames.wrong(
                    "ERROR: Either (--relay_dir=s, --current_relay_log=s) or (--relay_log_info=s) must be set.",
                    "apply_diff_relay_logs --help");
        }
        return newest(info, dataDirectory, directory);
    }

    /** The index of the relay logs that a relay-log.info names. */
    static Path indexOf(String info, String dataDirectory) {
        return indexOf(newest(info, dataDirectory, ""));
    }

    private static Path newest(String info, String dataDirectory, String directory) {
        Path file = Path.of(info).toAbsolutePath();
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            // From 5.6 on the first line says how many lines there are.
            String name = lines.size() > 1 && lines.get(0).matches("\\d+")
                    ? lines.get(1)
                    : String.join("", lines.subList(0, Math.min(1, lines.size())));
            Path base = dataDirectory.isEmpty()
                    ? (directory.isEmpty() ? file.resolveSibling("") : Path.of(directory))
                    : Path.of(dataDirectory);
            return base.resolve(name).normalize();
        } catch (IOException e) {
            throw Problem.of(NodeError.RELAY_LOG_INCOMPLETE, "cannot read " + file)
                    .why(FileReason.of(e))
                    .next("give --relay_dir and --current_relay_log")
                    .causedBy(e);
        }
    }

    @Override
    public String toString() {
        return directory + "/" + current + " " + info;
    }
}

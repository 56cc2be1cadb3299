package io.masterha.node.cli;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.BinlogDirectory;
import io.masterha.binlog.node.SaveBinlogsRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.binlog.relay.RelayLogExtract;
import io.masterha.binlog.relay.RelayLogIndex;
import io.masterha.binlog.relay.RelayLogs;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import io.masterha.node.save.SaveBinlogs;
import io.masterha.node.save.TextMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code save_binary_logs --command=test|save}. */
@Command(
        description = {
            "Saves what the source on this host has logged behind a position, up to the last complete transaction.",
            "See save-binlogs. Exit codes: 0 done, 10 nothing to save, 1 failed."
        })
final class MhaSaveBinaryLogs implements MhaNames.Command {
    private static final String EXISTS = "   ok.";

    @Option(names = "--command", paramLabel = "test|save")
    private String command = "";

    @Option(names = "--start_file", paramLabel = "NAME", description = "the binary log in which to begin")
    private String startFile = "";

    @Option(names = "--start_pos", paramLabel = "N", description = "the offset in it, in bytes")
    private long startOffset = -1;

    @Option(names = "--binlog_dir", paramLabel = "DIR,DIR", description = "default: ${DEFAULT-VALUE}")
    private String directories = "/var/lib/mysql";

    @Option(names = "--binlog_prefix", paramLabel = "NAME", description = "test only: instead of --start_file")
    private String prefix = "";

    @Option(names = "--output_file", paramLabel = "FILE", description = "its directory is made if it is not there")
    private String output = "";

    @Option(
            names = "--relay_log_info",
            paramLabel = "FILE",
            description = "a replica's relay-log.info: --start_file and --start_pos are of one of its relay logs")
    private String relayLogInfo = "";

    @Option(
            names = "--datadir",
            paramLabel = "DIR",
            description = "what names in relay-log.info are relative to; default: where that file is")
    private String dataDirectory = "";

    @Option(
            names = "--handle_raw_binlog",
            paramLabel = "1|0",
            description = "1: a binary log, which apply-diff takes; 0: the text of mysqlbinlog, which it does not take")
    private int raw = 1;

    @Option(names = "--skip_filter", paramLabel = "0|1", description = "text mode: 1 leaves the text as it is")
    private int skipFilter;

    @Option(
            names = "--disable_log_bin",
            paramLabel = "0|1",
            description = "text mode: whoever executes the text does not log it")
    private int disableLogBin;

    @Option(
            names = "--oldest_version",
            paramLabel = "VERSION",
            description = "text mode: of the replicas; before 5.1 no BINLOG statements are made")
    private String oldestVersion = "";

    @Mixin
    private final MhaTools tools = new MhaTools();

    @Override
    public int run(InputStream in, PrintStream out, Progress progress) {
        try {
            return run(out, progress);
        } catch (Problem e) {
            throw Problem.of(NodeError.NOT_SAVED, "Failed to save binary log: " + e.what())
                    .why(e.why())
                    .next(e.next())
                    .changed(e.changed())
                    .causedBy(e);
        }
    }

    private int run(PrintStream out, Progress progress) {
        boolean test = command.equals("test");
        if (!test && !command.equals("save")) {
            throw MhaNames.wrong("Set --command=[test|save]", "save_binary_logs --help");
        }
        if (startFile.isEmpty() && (!test || prefix.isEmpty())) {
            throw MhaNames.wrong("Set --start_file=<starting_binlog_filename>", "save_binary_logs --help");
        }
        if (startOffset < 0) {
            throw MhaNames.wrong("Set --start_pos=<starting_binlog_pos>", "save_binary_logs --help");
        }
        if (output.isEmpty()) {
            throw MhaNames.wrong("Set --output_file=<output_file_path>", "save_binary_logs --help");
        }
        Path file = Path.of(output).toAbsolutePath();
        List<Path> logs = relayLogInfo.isEmpty() ? binlogs() : relayLogs();
        Path first = logs.get(0);
        String last = String.valueOf(logs.get(logs.size() - 1).getFileName());
        out.println("  Creating " + file.getParent() + " if not exists.. " + EXISTS);
        makeDirectory(file);
        if (test) {
            out.println("  Checking output directory is accessible or not..");
            requireWritable(file);
            out.println(EXISTS);
            out.println("  Binlog found at " + first.getParent() + ", up to " + last);
            return ExitCode.OK;
        }
        out.println(" Concat binary/relay logs from " + startFile + " pos " + startOffset + " to " + last + " EOF into "
                + file + " ..");
        return save(file, out, progress);
    }

    private int save(Path file, PrintStream out, Progress progress) {
        requireWritable(file);
        Path target = raw == 0 ? TextMode.raw(file) : file;
        SavedLog saved = relayLogInfo.isEmpty() ? saveBinlogs(target, progress) : saveRelayLogs(target);
        if (!saved.cut().isEmpty()) {
            out.println("  cut off: " + saved.cut());
        }
        if (!saved.damage().isEmpty()) {
            out.println("  DAMAGED: " + saved.damage());
        }
        if (saved.isEmpty()) {
            out.println("Event not exists.");
            drop(Path.of(target + ".json"));
            drop(target);
            return MhaNames.NOTHING_TO_SAVE;
        }
        if (raw == 0) {
            tools.textMode(disableLogBin != 0, skipFilter == 0, oldestVersion.matches("[34]\\..*|5\\.0\\..*"))
                    .render(target, file);
        }
        out.println("  " + saved.transactions() + " transactions, " + saved.bytes() + " bytes");
        out.println(" Concat succeeded.");
        return ExitCode.OK;
    }

    private SavedLog saveBinlogs(Path target, Progress progress) {
        List<String> places = directories().stream().map(Path::toString).toList();
        return SaveBinlogs.run(
                new SaveBinlogsRequest(places, startFile + ":" + Math.max(startOffset, 4), "", 0, target.toString()),
                progress);
    }

    /** To where they end; it may be inside a transaction, as with MHA. */
    private SavedLog saveRelayLogs(Path target) {
        RelayLogs all = RelayLogs.of(relayLogIndex());
        BinlogPosition from = all.positionAt(relayLogs().get(0), startOffset);
        return RelayLogExtract.between(all.files(), from, all.received()).save(target);
    }

    private Path relayLogIndex() {
        return RelayLogPlace.indexOf(relayLogInfo, dataDirectory);
    }

    /** The one to begin with, and all behind it. */
    private List<Path> relayLogs() {
        List<Path> all = RelayLogIndex.read(relayLogIndex());
        for (int i = 0; i < all.size(); i++) {
            String name = String.valueOf(all.get(i).getFileName());
            if (startFile.isEmpty() ? name.startsWith(prefix + ".") : name.equals(startFile)) {
                return all.subList(i, all.size());
            }
        }
        throw Problem.of(NodeError.RELAY_LOG_INCOMPLETE, "there is no relay log " + startFile + prefix)
                .why("the index lists " + all.size() + " relay logs, none of that name")
                .next("cat " + relayLogIndex());
    }

    private List<Path> binlogs() {
        return BinlogDirectory.from(
                startFile.isEmpty() ? firstWithPrefix() : BinlogDirectory.find(directories(), startFile));
    }

    private List<Path> directories() {
        return Arrays.stream(directories.split(","))
                .map(String::strip)
                .map(Path::of)
                .toList();
    }

    private Path firstWithPrefix() {
        for (Path directory : directories()) {
            if (Files.isDirectory(directory)) {
                List<Path> logs = BinlogDirectory.newestRun(List.of(directory)).stream()
                        .filter(log -> String.valueOf(log.getFileName()).startsWith(prefix + "."))
                        .toList();
                if (!logs.isEmpty()) {
                    return logs.get(0);
                }
            }
        }
        throw Problem.of(NodeError.NOT_SAVED, "Binlog not found from " + directories)
                .why("no file begins with " + prefix)
                .next("set master_binlog_dir in the manager's configuration");
    }

    private static void makeDirectory(Path file) {
        try {
            Files.createDirectories(file.resolveSibling(""));
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Also drops what an earlier run has left there. */
    private static void requireWritable(Path file) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file);
            Files.delete(file);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static void drop(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static Problem unusable(Path file, IOException e) {
        return Problem.of(NodeError.NOT_SAVED, "cannot write " + file)
                .why(FileReason.of(e))
                .next("df -h " + file.getParent() + "; ls -ld " + file.getParent())
                .causedBy(e);
    }

    @Override
    public String toString() {
        return command + " " + startFile + ":" + startOffset + " " + tools;
    }
}

package io.masterha.node.cli;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.LocalServer;
import io.masterha.binlog.node.SaveRelayLogsRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import io.masterha.node.apply.ReplicaCheck;
import io.masterha.node.save.Courier;
import io.masterha.node.save.SaveRelayLogs;
import io.masterha.node.save.TextMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code apply_diff_relay_logs --command=test|find|generate|generate_and_send|apply}. */
@Command(
        description = {
            "Finds or saves what another replica lacks, from the relay logs of this one, or applies saved logs here.",
            "See save-relay-logs and apply-diff. Exit codes: 0 done, 22 a statement of the logs failed, 1 all else."
        })
final class MhaApplyDiffRelayLogs implements MhaNames.Command {
    @Option(names = "--command", paramLabel = "test|find|generate|generate_and_send|apply")
    private String command = "";

    @Mixin
    private final RelayLogPlace relayLogs = new RelayLogPlace();

    @Mixin
    private final MhaApply apply = new MhaApply();

    @Option(names = "--scp_user", paramLabel = "NAME", description = "default: ${DEFAULT-VALUE}")
    private String scpUser = "root";

    @Option(names = "--scp_host", paramLabel = "HOST", description = "where the saved log goes")
    private String scpHost = "";

    @Option(names = "--scp_port", paramLabel = "PORT", description = "default: ${DEFAULT-VALUE}")
    private int scpPort = 22;

    @Option(names = "--ssh_options", paramLabel = "WORDS", description = "for ssh and scp")
    private String sshOptions = "";

    @Option(names = "--latest_mlf", paramLabel = "NAME", description = "up to where this replica has received")
    private String latestFile = "";

    @Option(names = "--latest_rmlp", paramLabel = "N")
    private long latestOffset;

    @Option(names = "--target_mlf", paramLabel = "NAME", description = "where the other replica stops")
    private String targetFile = "";

    @Option(names = "--target_rmlp", paramLabel = "N")
    private long targetOffset;

    @Option(names = "--diff_file_readtolatest", paramLabel = "FILE", description = "what to write")
    private String output = "";

    @Option(
            names = {"--server_id", "--target_version", "--timestamp", "--workdir"},
            paramLabel = "VALUE",
            description = "without effect")
    private List<String> ofMha = List.of();

    @Option(
            names = "--handle_raw_binlog",
            paramLabel = "1|0",
            description = "generate: 0 makes the text of mysqlbinlog instead of a binary log; apply sees which it is")
    private int raw = 1;

    @Mixin
    private final MhaTools tools = new MhaTools();

    @Override
    public int run(InputStream in, PrintStream out, Progress progress) {
        return switch (command) {
            case "test" -> test(out);
            case "find" -> find(out, progress);
            case "generate" -> generate(out, progress);
            case "generate_and_send" -> generateAndSend(out, progress);
            case "apply" -> apply.run(out, progress, tools.client());
            default ->
                throw MhaNames.wrong(
                        "Invalid command " + command
                                + ". Either [test|find|generate|generate_and_send|apply] command must be set.",
                        "apply_diff_relay_logs --help");
        };
    }

    private int test(PrintStream out) {
        out.println("  Checking slave recovery environment settings..");
        out.println(relayLogs.sentence());
        out.println("    Testing mysql connection and privileges..");
        LocalServer server = apply.server(out::println);
        ReplicaCheck.run(server, relayLogs.index());
        out.println(" done.");
        if (!scpHost.isEmpty()) {
            out.println("    Testing connecting to remote slave " + scpHost + "(" + scpPort + ") via ssh..");
            courier().reach();
            out.println(" done.");
        }
        return ExitCode.OK;
    }

    private int find(PrintStream out, Progress progress) {
        requirePositions();
        out.println(relayLogs.sentence());
        SaveRelayLogs.run(request(""), progress);
        out.println("Target relay log FOUND!");
        return ExitCode.OK;
    }

    private int generate(PrintStream out, Progress progress) {
        if (output.isEmpty()) {
            throw MhaNames.wrong(
                    "ERROR: --diff_file_readtolatest=<Diff file name> must be set.", "apply_diff_relay_logs --help");
        }
        requirePositions();
        prepare(Path.of(output));
        out.println(relayLogs.sentence());
        Path file = Path.of(output).toAbsolutePath();
        Path target = raw == 0 ? TextMode.raw(file) : file;
        SavedLog saved = SaveRelayLogs.run(request(target.toString()), progress);
        if (saved.isEmpty()) {
            out.println("Target slave has received all relay logs.");
        } else {
            if (raw == 0) {
                tools.textMode(apply.isLogDisabled(), true, false).render(target, file);
            }
            out.println(" Generating diff relay log succeeded. Saved at " + output + " .");
        }
        return ExitCode.OK;
    }

    private int generateAndSend(PrintStream out, Progress progress) {
        if (scpHost.isEmpty()) {
            throw MhaNames.wrong("ERROR: --scp_user and --scp_host must be set.", "apply_diff_relay_logs --help");
        }
        int exit = generate(out, progress);
        Path file = Path.of(output).toAbsolutePath();
        if (Files.exists(file)) {
            Courier courier = courier();
            if (raw != 0) {
                courier.send(Path.of(file + ".json"));
            }
            courier.send(file);
            out.println(" scp " + file + " to " + scpUser + "@" + scpHost + "(" + scpPort + ") succeeded.");
        }
        return exit;
    }

    private Courier courier() {
        return new Courier(scpUser, scpHost, scpPort, sshOptions);
    }

    private SaveRelayLogsRequest request(String file) {
        return new SaveRelayLogsRequest(
                relayLogs.index().toString(), targetFile + ":" + targetOffset, latestFile + ":" + latestOffset, file);
    }

    private void requirePositions() {
        require(!latestFile.isEmpty(), "--latest_mlf (my latest master log file name) must be set.");
        require(!targetFile.isEmpty(), "--target_mlf (target master log file name) must be set.");
        require(targetOffset > 0, "--target_rmlp (target master read log pos) must be set.");
        require(latestOffset > 0, "--latest_rmlp (latest master read log pos) must be set.");
    }

    private static void require(boolean given, String what) {
        if (!given) {
            throw MhaNames.wrong(what, "apply_diff_relay_logs --help");
        }
    }

    private static void prepare(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Problem.of(NodeError.NOT_SAVED, "cannot write " + file)
                    .why(FileReason.of(e))
                    .causedBy(e);
        }
    }

    @Override
    public String toString() {
        return command + " " + ofMha + " " + tools;
    }
}

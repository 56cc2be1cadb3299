package io.masterha.node.cli;

import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.SavedLogFile;
import io.masterha.binlog.node.ApplyDiffRequest;
import io.masterha.binlog.node.LocalServer;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import io.masterha.node.apply.ApplyDiff;
import io.masterha.node.apply.ClientPlace;
import io.masterha.node.apply.TextApply;
import io.masterha.node.apply.TextFile;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** The part of {@code apply_diff_relay_logs} that applies. */
final class MhaApply {
    @Option(names = "--slave_user", paramLabel = "NAME", description = "default: ${DEFAULT-VALUE}")
    private String user = "root";

    @Option(
            names = "--slave_pass",
            paramLabel = "TEXT",
            description = "as MHA wanted it; every user of the host can see it: prefer apply-diff --password-file")
    private String password = "";

    @Option(names = "--slave_host", paramLabel = "HOST", description = "default: ${DEFAULT-VALUE}")
    private String host = "127.0.0.1";

    @Option(names = "--slave_ip", paramLabel = "ADDRESS", description = "default: that of --slave_host")
    private String address = "";

    @Option(names = "--slave_port", paramLabel = "PORT", description = "default: ${DEFAULT-VALUE}")
    private int port = 3306;

    @Option(names = "--master_server_id", paramLabel = "N", description = "default: as the first log says")
    private long sourceServerId;

    @Option(names = "--apply_files", paramLabel = "FILE,FILE", description = "saved logs, in order")
    private String files = "";

    @Option(
            names = "--disable_log_bin",
            paramLabel = "0|1",
            description = "1: what is applied does not go into this replica's binary log; not heeded with GTIDs")
    private int disableLogBin;

    @Option(names = "--no_apply", description = "only look whether the files are there")
    private boolean onlyLook;

    int run(PrintStream out, Progress progress, ClientPlace client) {
        if (files.isEmpty()) {
            throw MhaNames.wrong("ERROR: --apply_files must be set.", "apply_diff_relay_logs --help");
        }
        List<Path> paths = Arrays.stream(files.split(",")).map(Path::of).toList();
        List<TextFile> texts =
                paths.stream().map(TextFile::new).filter(TextFile::isText).toList();
        if (!texts.isEmpty() && texts.size() < paths.size()) {
            throw Problem.of(NodeError.NOT_SUPPORTED, "some of the files are binary logs and some are text: " + files)
                    .why("each kind is applied in its own way, in one run")
                    .next("save all with the same --handle_raw_binlog");
        }
        if (!texts.isEmpty()) {
            return onlyLook ? ExitCode.OK : runText(texts, out, progress, client);
        }
        List<SavedLog> logs = paths.stream().map(SavedLogFile::read).toList();
        if (onlyLook) {
            return ExitCode.OK;
        }
        LocalServer server = server(progress);
        applying(out);
        long id = sourceServerId > 0 ? sourceServerId : ApplyDiffCommand.serverIdOf(paths.get(0));
        try {
            Answer answer = Answers.applied(
                    new ApplyDiff(new ApplyDiffRequest(server, id, logs, "", 0, 0, false, disableLogBin != 0), progress)
                            .run());
            out.println("  " + answer.sentence());
            out.println("Applying log files succeeded.");
            return ExitCode.OK;
        } catch (Problem e) {
            return failed(e, out);
        }
    }

    boolean isLogDisabled() {
        return disableLogBin != 0;
    }

    /** As MHA: through the client program of the server. */
    private int runText(List<TextFile> texts, PrintStream out, Progress progress, ClientPlace client) {
        applying(out);
        try {
            new TextApply(server(progress), texts, disableLogBin != 0, client, progress).run();
            out.println("  the text is executed; replication still stands where it stood: point the replica at its new"
                    + " source, do not start it as it is");
            out.println("Applying log files succeeded.");
            return ExitCode.OK;
        } catch (Problem e) {
            return failed(e, out);
        }
    }

    private void applying(PrintStream out) {
        out.println("Applying differential binary/relay log files " + files + " on " + host + ":" + port
                + ". This may take long time...");
    }

    private static int failed(Problem e, PrintStream out) {
        if (e.code() != NodeError.APPLIER_STOPPED) {
            throw e;
        }
        out.println("FATAL: applying log files failed: " + e.sentence());
        return MhaNames.APPLY_FAILED;
    }

    LocalServer server(Progress progress) {
        if (!password.isEmpty()) {
            progress.line(
                    "every user of this host can see a password in the arguments: use apply-diff --password-file");
        }
        return new LocalServer(address.isEmpty() ? host : address, port, user, password);
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + " " + files;
    }
}

package io.masterha.node.cli;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.SavedLogFile;
import io.masterha.binlog.node.ApplyDiffRequest;
import io.masterha.binlog.node.LocalServer;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import io.masterha.node.apply.ApplyDiff;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** The part of {@code apply_diff_relay_logs} that applies. */
final class MhaApply {
    private static final byte[] MAGIC = {(byte) 0xfe, 'b', 'i', 'n'};

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

    int run(PrintStream out, Progress progress) {
        if (files.isEmpty()) {
            throw MhaNames.wrong("ERROR: --apply_files must be set.", "apply_diff_relay_logs --help");
        }
        List<Path> paths = Arrays.stream(files.split(",")).map(Path::of).toList();
        paths.forEach(MhaApply::requireBinary);
        List<SavedLog> logs = paths.stream().map(SavedLogFile::read).toList();
        if (onlyLook) {
            return ExitCode.OK;
        }
        LocalServer server = server(progress);
        out.println("Applying differential binary/relay log files " + files + " on " + host + ":" + port
                + ". This may take long time...");
        long id = sourceServerId > 0 ? sourceServerId : ApplyDiffCommand.serverIdOf(paths.get(0));
        try {
            Answer answer = Answers.applied(
                    new ApplyDiff(new ApplyDiffRequest(server, id, logs, "", 0, 0, false, disableLogBin != 0), progress)
                            .run());
            out.println("  " + answer.sentence());
            out.println("Applying log files succeeded.");
            return ExitCode.OK;
        } catch (Problem e) {
            if (e.code() != NodeError.APPLIER_STOPPED) {
                throw e;
            }
            out.println("FATAL: applying log files failed: " + e.sentence());
            return MhaNames.APPLY_FAILED;
        }
    }

    boolean isLogDisabled() {
        return disableLogBin != 0;
    }

    /** Text has no positions and cannot be applied a second time, so a run that fails could not be repeated. */
    private static void requireBinary(Path file) {
        byte[] head = new byte[MAGIC.length];
        try (InputStream in = Files.newInputStream(file)) {
            if (in.readNBytes(head, 0, head.length) == head.length && Arrays.equals(head, MAGIC)) {
                return;
            }
        } catch (IOException e) {
            throw Problem.of(NodeError.NOT_SUPPORTED, "cannot read " + file)
                    .why(FileReason.of(e))
                    .next("ls -l " + file)
                    .causedBy(e);
        }
        throw Problem.of(NodeError.NOT_SUPPORTED, file + " is no binary log")
                .why(
                        "the text of mysqlbinlog (--handle_raw_binlog=0) says nowhere up to where it was executed: a run that"
                                + " is interrupted could not be repeated without executing something twice")
                .next("save it again without --handle_raw_binlog=0");
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

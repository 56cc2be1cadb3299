package io.masterha.node.cli;

import io.masterha.binlog.node.PurgeRelayLogsReply;
import io.masterha.binlog.node.PurgeRelayLogsRequest;
import io.masterha.node.Progress;
import io.masterha.node.apply.PurgeRelayLogs;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code purge_relay_logs}: as {@code purge-relay-logs}, in MHA's words. */
@Command(
        description = "Lets the replica on this host delete the relay logs that it has executed. See purge-relay-logs.")
final class MhaPurgeRelayLogs implements MhaNames.Command {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    @Mixin
    private final Login login = new Login();

    @Option(
            names = {"--disable_relay_log_purge", "--disable-relay-log-purge"},
            description = "if relay_log_purge is on, switch it off for good and go on")
    private boolean disablePurge;

    @Option(
            names = {"--workdir", "--relay_log_info", "--use_hardlink"},
            paramLabel = "VALUE",
            description = "without effect, because the server is asked and no links are made")
    private List<String> ofMha = List.of();

    @Override
    public int run(InputStream in, PrintStream out, Progress progress) {
        out.println(now() + ": purge_relay_logs script started.");
        PurgeRelayLogsRequest request =
                new PurgeRelayLogsRequest(login.server(in, progress, false), disablePurge, login.socket());
        PurgeRelayLogsReply reply = new PurgeRelayLogs(request, progress).run();
        if (reply.kept().startsWith("relay_log_purge is on")) {
            out.println(" relay_log_purge is enabled. Exit.");
            return ExitCode.OK;
        }
        out.println(" " + reply.purged() + " relay logs purged, " + reply.bytes() + " bytes; " + reply.left() + " left"
                + (reply.kept().isEmpty() ? "" : "; " + reply.kept()));
        out.println(now() + ": All relay log purging operations succeeded.");
        return ExitCode.OK;
    }

    private static String now() {
        return LocalDateTime.now(java.time.ZoneId.systemDefault()).format(TIME);
    }

    @Override
    public String toString() {
        return "disablePurge=" + disablePurge + " ofMha=" + ofMha;
    }
}

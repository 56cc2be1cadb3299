package io.masterha.node.cli;

import io.masterha.binlog.node.LocalServer;
import io.masterha.binlog.node.RewindRowsRequest;
import io.masterha.node.Progress;
import java.io.InputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rewind-rows} with options. */
@Command(
        description = {
            "Undoes the last transactions of the server on this host, from the row images in its own binary log: a former",
            "source that wrote more than its replicas received can then follow the new source without being copied anew.",
            "All of them in one transaction or nothing: it refuses if one of them is no pure row change (a statement, DDL,",
            "XA, partial JSON), has no full row images, or touches a table without transactions; if foreign keys changed",
            "rows that are not logged; and if a row is no longer what the transaction left. Nobody else may write to the",
            "server (read_only or super_read_only is on) and it may replicate from nobody.",
            "The transactions are kept as they were logged in FILE, whatever happens. The server's log and GTID state still",
            "name them afterwards: run the statements that it prints before the server follows another one."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  # what would be undone, and could it be? GTIDs: everything that the new source has not",
            "  rewind-rows --password-file /root/.masterha.pw --user masterha \\",
            "              --exclude-gtids 3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5 --dry-run",
            "",
            "  # undo what was logged behind a position of its own log",
            "  rewind-rows --password-file /root/.masterha.pw --user masterha \\",
            "              --from mysql-bin.000007:4200 --archive /var/tmp/undone.binlog",
            "",
            "  # afterwards: the undone rows as text, on the manager's host",
            "  masterha-loss --output=/var/tmp/undone /var/tmp/undone.binlog"
        })
final class RewindRowsCommand implements ByHand.Command {
    private static final int LIMIT_SECONDS = 600;

    @Mixin
    private final Login login = new Login();

    @Option(
            names = "--from",
            paramLabel = "FILE:OFFSET",
            description = "where the common history ends, in the log of this server")
    private String from = "";

    @Option(
            names = "--exclude-gtids",
            paramLabel = "SET",
            description = "instead of --from: what the new source has too; undo all but these. MariaDB: a position")
    private String exclude = "";

    @Option(
            names = "--expect-gtids",
            paramLabel = "SET",
            description = "refuse if anything else than exactly these would be undone")
    private String expected = "";

    @Option(
            names = "--archive",
            paramLabel = "FILE",
            description = "where the transactions are kept; appears whole or not at all, with FILE.json beside it")
    private String archive = "";

    @Option(names = "--dry-run", description = "only find out what would be undone, and whether it could be")
    private boolean dryRun;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            description = "give up and roll back after this time; default: " + LIMIT_SECONDS)
    private int limitSeconds = LIMIT_SECONDS;

    @Override
    public Answer run(InputStream in, Progress progress) {
        LocalServer server = login.server(in, progress, true);
        RewindRowsRequest request = new RewindRowsRequest(
                server, from, exclude, expected, OutputOptions.path(archive), dryRun, limitSeconds);
        return Answers.rewindRows(request, progress);
    }
}

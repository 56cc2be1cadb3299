package io.masterha.node.cli;

import io.masterha.binlog.extract.SavedLogFile;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.node.ApplyDiffRequest;
import io.masterha.binlog.node.LocalServer;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.Progress;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code apply-diff} with options. */
@Command(
        description = {
            "Brings the replica on this host to the end of saved logs. Its own threads do it: they replicate from this",
            "program, which serves the logs under the failed source's own file names and positions on 127.0.0.1. So the",
            "server's rules for replication hold, and super_read_only may stay on.",
            "",
            "Stop the receiver first (STOP REPLICA IO_THREAD). What the replica has received and not executed comes",
            "first, by itself. Afterwards its replication settings are as before, with both threads stopped. It stops at",
            "the first error, and can be run again at any time: it goes on where the server has stopped."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  # first the diff from another replica's relay logs, then the tail of the failed source's binary log",
            "  apply-diff --log /var/tmp/diff.binlog --log /var/tmp/tail.binlog --user root",
            "",
            "  # with the password in a file that only you may read (chmod 600)",
            "  apply-diff --log /var/tmp/tail.binlog --user masterha --password-file /root/.masterha.pw",
            "",
            "  # the server may not connect out, for example under SELinux: through mysqlbinlog and mysql instead",
            "  apply-diff --log /var/tmp/tail.binlog --user root --method mysqlbinlog"
        })
final class ApplyDiffCommand implements ByHand.Command {
    @Option(
            names = "--log",
            required = true,
            paramLabel = "FILE",
            description =
                    "file from save-relay-logs or save-binlogs, with FILE.json beside it; several times, in order")
    private List<Path> logs = List.of();

    @Option(names = "--host", paramLabel = "ADDRESS", description = "of the replica; default: ${DEFAULT-VALUE}")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "PORT", description = "of the replica; default: ${DEFAULT-VALUE}")
    private int port = 3306;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            required = true,
            description = "account that may stop and change replication")
    private String user = "";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "file whose first line is the password, readable by its owner only; without it the password"
                    + " is asked for, or read from standard input")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--source-server-id",
            paramLabel = "N",
            description = "server_id of the failed source; default: as the first log says")
    private long sourceServerId;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description =
                    "replication (default), or mysqlbinlog as a last resort: slower, needs the client programs and"
                            + " a server without super_read_only, ignores replication filters")
    private String method = "replication";

    @Option(
            names = "--listen-port",
            paramLabel = "PORT",
            description = "port on 127.0.0.1 for the replica to connect to; default: any free one")
    private int listenPort;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            description = "give up when nothing has moved for so long; default: ${DEFAULT-VALUE}")
    private int limitSeconds = 300;

    @Option(
            names = "--relax-durability",
            description = "sync_binlog=0 and innodb_flush_log_at_trx_commit=2 for the duration: up to 3 times faster")
    private boolean relaxDurability;

    @Option(
            names = "--disable-log-bin",
            description = "keep what is applied out of this replica's binary log; not heeded with GTIDs")
    private boolean disableLogBin;

    @Override
    public Answer run(InputStream in, Progress progress) {
        List<SavedLog> saved = logs.stream().map(SavedLogFile::read).toList();
        String password = Passwords.get(passwordFile, user + "@" + host, in);
        ApplyDiffRequest request = new ApplyDiffRequest(
                new LocalServer(host, port, user, password),
                sourceServerId > 0 ? sourceServerId : serverIdOf(logs.get(0)),
                saved,
                method,
                listenPort,
                limitSeconds,
                relaxDurability,
                disableLogBin);
        return Answers.applyDiff(request, progress);
    }

    static long serverIdOf(Path log) {
        try (LogReader reader = LogReader.open(log)) {
            return reader.next() ? reader.format().orElseThrow().serverId() : 0;
        }
    }
}

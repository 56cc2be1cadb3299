package io.masterha.node.cli;

import io.masterha.binlog.node.LocalServer;
import io.masterha.binlog.node.PurgeRelayLogsRequest;
import io.masterha.node.Progress;
import java.io.InputStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code purge-relay-logs} with options, in both spellings. */
@Command(
        description = {
            "Lets the replica on this host delete the relay logs that it has executed. Replicas of a cluster keep them",
            "(relay_log_purge=0), because they are what replicas give each other when their source is gone. Run it",
            "every few hours, on each replica at another time. While relay_log_purge is on nothing is done.",
            "It takes the lock of a failover for less than a second at a time."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  # with the password in a file that only you may read (chmod 600)",
            "  purge-relay-logs --user masterha --password-file /root/.masterha.pw",
            "",
            "  # in a crontab, as with MHA; /root/.my.cnf has user and password under [client]",
            "  0 5 * * * purge_relay_logs --defaults_file=/root/.my.cnf --disable_relay_log_purge"
        })
final class PurgeRelayLogsCommand implements ByHand.Command {
    @Mixin
    private final Login login = new Login();

    @Option(
            names = {"--disable-relay-log-purge", "--disable_relay_log_purge"},
            description = "if relay_log_purge is on, switch it off for good and go on")
    private boolean disablePurge;

    @Option(
            names = {"--workdir", "--relay_log_info", "--use_hardlink", "--relay-log-info", "--use-hardlink"},
            paramLabel = "VALUE",
            description = "of MHA; without effect, because the server is asked and no links are made")
    private List<String> ofMha = List.of();

    @Override
    public Answer run(InputStream in, Progress progress) {
        LocalServer server = login.server(in, progress, true);
        return Answers.purgeRelayLogs(new PurgeRelayLogsRequest(server, disablePurge, login.socket()), progress);
    }

    @Override
    public String toString() {
        return "disablePurge=" + disablePurge + " ofMha=" + ofMha;
    }
}

package io.masterha.node.cli;

import io.masterha.binlog.node.SaveRelayLogsRequest;
import io.masterha.node.Progress;
import java.io.InputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code save-relay-logs} with options. */
@Command(
        description = {
            "Saves what the replica on this host has received between two positions of its source, into one new binary",
            "log under the source's own positions: what another replica lacks. Stop the receiver first. The applier may",
            "run, unless it purges relay logs (relay_log_purge).",
            "Beside FILE stands FILE.json, which says what is in it; apply-diff needs both."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  # the other replica stopped at :4200, this one received up to :9100",
            "  save-relay-logs --index /var/lib/mysql/relay-bin.index --from mysql-bin.000007:4200 \\",
            "                  --to mysql-bin.000007:9100 --output /var/tmp/diff.binlog",
            "",
            "  # is the stretch there? (exit code 11: no)",
            "  save-relay-logs --index /var/lib/mysql/relay-bin.index --from mysql-bin.000007:4200 \\",
            "                  --to mysql-bin.000007:9100 --test"
        })
final class SaveRelayLogsCommand implements ByHand.Command {
    @Option(
            names = "--index",
            required = true,
            paramLabel = "FILE",
            description = "the relay log index, see SHOW VARIABLES LIKE 'relay_log_index'")
    private String index = "";

    @Option(
            names = "--from",
            required = true,
            paramLabel = "FILE:OFFSET",
            description = "where the other replica stops, in the source's binary log")
    private String from = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FILE:OFFSET",
            description = "up to where this replica has received")
    private String to = "";

    @Option(names = "--output", paramLabel = "FILE", description = "file to write; appears whole or not at all")
    private String output = "";

    @Option(names = "--test", description = "only find out whether the stretch is there; write nothing")
    private boolean test;

    @Override
    public Answer run(InputStream in, Progress progress) {
        OutputOptions.check(output, test);
        return Answers.saveRelayLogs(new SaveRelayLogsRequest(index, from, to, OutputOptions.path(output)), progress);
    }
}

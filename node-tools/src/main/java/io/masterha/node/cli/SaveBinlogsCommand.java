package io.masterha.node.cli;

import io.masterha.binlog.node.SaveBinlogsRequest;
import io.masterha.node.Progress;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code save-binlogs} with options. */
@Command(
        description = {
            "Saves what the source on this host has logged behind a position, or outside a GTID set, up to the last",
            "complete transaction, into one new binary log. The server may be down. Nothing of it is changed.",
            "Beside FILE stands FILE.json, which says what is in it; apply-diff needs both.",
            "An unfinished transaction at the end is cut off and kept in FILE.cut."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  # what replicas that stopped at mysql-bin.000007:4200 lack",
            "  save-binlogs --binlog-dir /var/lib/mysql --from mysql-bin.000007:4200 --output /var/tmp/tail.binlog",
            "",
            "  # what a replica with this gtid_executed lacks",
            "  save-binlogs --binlog-dir /var/lib/mysql --exclude-gtids 3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5 \\",
            "               --output /var/tmp/tail.binlog",
            "",
            "  # can the logs be read to their end?",
            "  save-binlogs --binlog-dir /var/lib/mysql --from mysql-bin.000007:4 --test"
        })
final class SaveBinlogsCommand implements ByHand.Command {
    @Option(
            names = "--binlog-dir",
            required = true,
            paramLabel = "DIR",
            description = "directory of the binary logs, several times if unsure; the first that holds the file wins")
    private List<Path> directories = List.of();

    @Option(names = "--from", paramLabel = "FILE:OFFSET", description = "where to begin")
    private String from = "";

    @Option(names = "--exclude-gtids", paramLabel = "SET", description = "instead of --from: save all but these")
    private String exclude = "";

    @Option(
            names = "--server-id",
            paramLabel = "ID",
            description = "refuse logs that another server has written: for a directory of copies")
    private long serverId;

    @Option(names = "--output", paramLabel = "FILE", description = "file to write; appears whole or not at all")
    private String output = "";

    @Option(names = "--test", description = "only read and verify; write nothing")
    private boolean test;

    @Override
    public Answer run(InputStream in, Progress progress) {
        OutputOptions.check(output, test);
        return Answers.saveBinlogs(
                new SaveBinlogsRequest(
                        directories.stream().map(Path::toString).toList(),
                        from,
                        exclude,
                        serverId,
                        OutputOptions.path(output)),
                progress);
    }
}

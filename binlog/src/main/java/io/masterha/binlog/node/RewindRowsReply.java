package io.masterha.binlog.node;

import java.util.List;

/**
 * What {@code rewind-rows} undid, or with {@code dryRun} would undo.
 *
 * <p>The rows are as if the transactions had never been; the server's log and GTID state still name them. Before the server
 * follows another source the statements of {@code afterwards} must be run on it.
 *
 * @param rewound whether rows were changed; false after a dry run, and if there was nothing to undo or all was undone before
 * @param archive the transactions as they were logged
 * @param from where the first of them begins in the server's own log, {@code FILE:OFFSET}
 * @param to where the last of them ends
 * @param transactions how many
 * @param gtids their GTIDs, empty without
 * @param remaining the GTID set (MariaDB: position) that the server's rows stand for now; empty without GTIDs
 * @param tables what was undone, by table
 * @param afterwards SQL that makes the server's GTID state what {@code remaining} says, in order; empty without GTIDs
 * @param millis how long it took
 */
public record RewindRowsReply(
        boolean rewound,
        SavedLog archive,
        String from,
        String to,
        long transactions,
        String gtids,
        String remaining,
        List<RewoundTable> tables,
        List<String> afterwards,
        long millis) {
    public RewindRowsReply {
        tables = List.copyOf(tables);
        afterwards = List.copyOf(afterwards);
    }
}

package io.masterha.binlog.node;

import java.util.List;

/**
 * Asks {@code save-binlogs} for everything from a position, or outside a GTID set, to the last complete transaction.
 *
 * @param binlogDirs directories to search for the start file, the first that holds it wins
 * @param from where to begin, {@code FILE:OFFSET}; empty to begin by GTID
 * @param exclude GTID set that the receiver has already; empty to begin by position
 * @param serverId {@code server_id} of the server that must have written the log, 0 for any: a copy of another server's
 *     log has files of the same names
 * @param output absolute path of the file to write; empty only tests that the logs are readable
 */
public record SaveBinlogsRequest(List<String> binlogDirs, String from, String exclude, long serverId, String output) {
    public SaveBinlogsRequest {
        binlogDirs = List.copyOf(binlogDirs);
    }
}

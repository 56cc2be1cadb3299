package io.masterha.binlog.node;

/**
 * Asks {@code rewind-rows} to undo transactions at the end of the local server's own binary log, from their row images.
 *
 * <p>They are all that the server has logged behind {@code from}, or outside of {@code exclude}; nothing else may stand
 * behind the first of them. The server replicates from nobody and nobody else writes to it.
 *
 * @param server the local server
 * @param from where the common history ends, {@code FILE:OFFSET} in the server's own log; empty to say it by GTID
 * @param exclude the common GTID set (MariaDB: position), which the new source has too; empty to say it by position
 * @param expected the GTIDs that are to be undone, in the server's notation: refused if it would be others; empty for any
 * @param archive absolute path of a file in which the transactions are kept as they were logged, with its description
 *     {@code <archive>.json}; written before anything is changed; empty only with {@code dryRun}
 * @param dryRun only find out whether it could be done, and what; writes the archive if one is named
 * @param limitSeconds when to give up and roll back
 */
public record RewindRowsRequest(
        LocalServer server,
        String from,
        String exclude,
        String expected,
        String archive,
        boolean dryRun,
        int limitSeconds) {}

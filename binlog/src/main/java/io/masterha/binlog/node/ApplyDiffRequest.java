package io.masterha.binlog.node;

import java.util.List;

/**
 * Asks {@code apply-diff} to bring the local replica up to the end of the given logs through its own applier.
 *
 * <p>The replica's receiver is stopped. Its own received but unexecuted events come first and are taken from its relay
 * logs by {@code apply-diff} itself; the given logs continue where they end, in the failed source's coordinates.
 *
 * @param server the local replica
 * @param sourceServerId {@code server_id} of the failed source, which the virtual source takes over
 * @param logs saved files on this host, in order: first the relay log diff if there is one, then the saved tail
 * @param method {@code replication} (default when empty) or {@code mysqlbinlog}
 * @param listenPort port of the virtual source on 127.0.0.1, 0 for any
 * @param limitSeconds how long without progress before giving up
 * @param relaxDurability whether sync_binlog and the redo log flush may be relaxed for the duration (put back after)
 * @param disableLogBin whether what is applied from the logs stays out of the replica's own binary log; a replica with
 *     GTIDs does not heed it, because others fetch from its binary log what they lack
 */
public record ApplyDiffRequest(
        LocalServer server,
        long sourceServerId,
        List<SavedLog> logs,
        String method,
        int listenPort,
        int limitSeconds,
        boolean relaxDurability,
        boolean disableLogBin) {
    public ApplyDiffRequest {
        logs = List.copyOf(logs);
    }
}

package io.masterha.manager.port;

import io.masterha.binlog.BinlogPosition;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A replica's view of its replication, from SHOW REPLICA STATUS.
 *
 * @param sourceHost host as the replica has it configured, name or address
 * @param sourcePort port
 * @param sourceServerId {@code server_id} of the source as last seen, 0 if never connected
 * @param user replication account
 * @param receiver state of the receiver thread
 * @param receiverError number and text of its last error; empty if none
 * @param applierRuns whether the applier runs
 * @param applierError number and text of its last error; empty if none
 * @param received end of what was received, in the source's coordinates; may lie inside a transaction
 * @param executed end of what was executed, in the source's coordinates
 * @param receivedGtids {@code Retrieved_Gtid_Set}; MariaDB: {@code Gtid_IO_Pos}; empty without GTIDs
 * @param autoPosition whether it follows by GTID
 * @param delaySeconds the delay the operator wants, 0 for none
 * @param lagSeconds {@code Seconds_Behind_Source}; empty if unknown
 * @param filters Replicate_* filters by name, lists sorted; empty without filters
 * @param channel channel or connection name, empty for the default one
 */
public record ReplicationStatus(
        String sourceHost,
        int sourcePort,
        long sourceServerId,
        String user,
        Receiver receiver,
        String receiverError,
        boolean applierRuns,
        String applierError,
        BinlogPosition received,
        BinlogPosition executed,
        String receivedGtids,
        boolean autoPosition,
        long delaySeconds,
        OptionalLong lagSeconds,
        Map<String, String> filters,
        String channel) {
    /** What the receiver thread does. */
    public enum Receiver {
        /** Connected to the source. */
        RUNNING,
        /** Started, not connected: it has lost the source or never reached it. */
        CONNECTING,
        STOPPED
    }

    public ReplicationStatus {
        filters = Map.copyOf(filters);
    }
}

package io.masterha.manager.port;

import io.masterha.binlog.BinlogPosition;
import java.time.Duration;
import java.util.Optional;

/**
 * How the clients of a source fare, from one look at its counters.
 *
 * @param readOnly {@code read_only} or {@code super_read_only} is on
 * @param uptime since when it runs
 * @param connected connections that are open
 * @param mostConnected {@code max_connections}
 * @param waitingForAck sessions that wait for the acknowledgement of a semi-sync replica
 * @param acked commits that were acknowledged since it was started
 * @param ackers semi-sync replicas that are connected; -1 without semi-sync
 * @param committing sessions that have been in a commit for some seconds and do not wait for an acknowledgement
 * @param longestCommit how long the first of them has been
 * @param lockedOut sessions that wait for a lock that another session holds, a backup's on all tables for example
 * @param binlogEnd where its binary log ends; empty if it does not say so in time, as while the log waits for the disk
 */
public record SourceStrain(
        boolean readOnly,
        Duration uptime,
        long connected,
        long mostConnected,
        long waitingForAck,
        long acked,
        long ackers,
        long committing,
        Duration longestCommit,
        long lockedOut,
        Optional<BinlogPosition> binlogEnd) {}

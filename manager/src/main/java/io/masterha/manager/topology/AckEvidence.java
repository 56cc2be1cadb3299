package io.masterha.manager.topology;

import io.masterha.binlog.gtid.GtidSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether the clients of a failed source were told that transactions were committed which only that source has.
 *
 * @param isProvedUnacknowledged whether it is certain that they were not
 * @param sentence one clause, with the reason
 */
public record AckEvidence(boolean isProvedUnacknowledged, String sentence) {
    /**
     * How the source waited for its replicas.
     *
     * @param enabled semi-synchronous replication is on
     * @param afterSync it waits before the transaction is committed in the engine ({@code AFTER_SYNC})
     * @param timeout after which it goes on without an answer
     */
    public record SemiSync(boolean enabled, boolean afterSync, Duration timeout) {}

    /**
     * With semi-synchronous replication a client is answered when a replica has received its transaction, or when the
     * timeout is over. So every replica must have been asked, none may have it, and the timeout must not have passed.
     *
     * @param failover the servers as the failover found them; empty without a journal
     * @param gtids what only it has; empty if not known by GTID
     * @param sinceFailover from the beginning of the failover until now
     */
    public static AckEvidence judge(
            SemiSync semiSync, Optional<Topology> failover, String gtids, Duration sinceFailover) {
        if (!semiSync.enabled()) {
            return open("it does not wait for replicas (no semi-synchronous replication)");
        }
        if (failover.isEmpty()) {
            return open("no journal tells what the replicas had received");
        }
        Topology topology = failover.get();
        if (!topology.unreachable().isEmpty()) {
            return open(topology.unreachable() + " did not answer in the failover and may have received them");
        }
        List<ServerId> holders = gtids.isEmpty()
                ? List.of()
                : topology.replicas().stream()
                        .filter(replica -> holdsSome(replica, gtids))
                        .map(Replica::id)
                        .toList();
        if (!holders.isEmpty()) {
            return open(holders + " had received some of them");
        }
        if (semiSync.timeout().compareTo(sinceFailover) <= 0) {
            return open("it goes on without an answer of a replica after "
                    + semiSync.timeout().toMillis() + " ms");
        }
        return new AckEvidence(
                true,
                "proved: no client was told that they were committed; semi-synchronous replication waits "
                        + semiSync.timeout().toSeconds() + " s for a replica, and none of all "
                        + topology.replicas().size()
                        + " replicas had received them"
                        + (semiSync.afterSync() ? "" : "; other sessions may have read them (AFTER_COMMIT)"));
    }

    private static boolean holdsSome(Replica replica, String gtids) {
        if (replica.gtids().isEmpty()) {
            return false;
        }
        GtidSet extra = GtidSet.parse(gtids);
        return !extra.minus(extra.minus(GtidSet.parse(replica.gtids()))).isEmpty();
    }

    private static AckEvidence open(String why) {
        return new AckEvidence(false, "clients may have been told that they were committed: " + why);
    }
}

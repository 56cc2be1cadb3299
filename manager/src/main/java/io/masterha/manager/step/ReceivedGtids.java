package io.masterha.manager.step;

import io.masterha.binlog.gtid.GtidSet;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import java.util.Optional;

/**
 * What a replica's relay logs hold, by GTID.
 *
 * <p>A receiver that has just connected again by GTID shows a position before what it holds; its set of GTIDs does not lie.
 */
final class ReceivedGtids {
    private ReceivedGtids() {}

    /**
     * Every transaction that it has received as a whole; empty where nobody knows: MariaDB tells a position only, and
     * before MySQL 8.0 a transaction counts as received when its beginning is.
     */
    static Optional<GtidSet> of(ServerStatus status) {
        boolean isTold = !status.version().isMariadb() && status.version().isAtLeast(8, 0, 0);
        return status.replication()
                .filter(replication -> isTold && replication.autoPosition())
                .map(ReplicationStatus::receivedGtids)
                .filter(text -> !text.isEmpty())
                .map(GtidSet::parse);
    }

    /** Everything that a server has executed. */
    static GtidSet executed(ServerStatus status) {
        return GtidSet.parse(status.binlog().gtids());
    }
}

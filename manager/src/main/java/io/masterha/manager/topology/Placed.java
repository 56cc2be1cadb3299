package io.masterha.manager.topology;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.gtid.GtidSet;
import java.util.Comparator;
import java.util.List;

/**
 * Where a replica stands that follows by GTID and has never reached its source: it shows no position at all, and may have
 * as much as those who do.
 */
public final class Placed {
    private Placed() {}

    /** The same replica; one without a position stands beside the best of those of whom it has everything. */
    public static Replica among(List<Replica> all, Replica replica) {
        if (!replica.received().file().isEmpty() || replica.gtids().isEmpty()) {
            return replica;
        }
        GtidSet own = GtidSet.parse(replica.gtids());
        return all.stream()
                .filter(other ->
                        !other.received().file().isEmpty() && !other.gtids().isEmpty())
                .filter(other -> GtidSet.parse(other.gtids()).minus(own).isEmpty())
                .map(Replica::received)
                .max(Comparator.<BinlogPosition>naturalOrder())
                .map(replica::standingAt)
                .orElse(replica);
    }
}

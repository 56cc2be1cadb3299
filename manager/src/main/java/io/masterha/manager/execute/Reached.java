package io.masterha.manager.execute;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.Tail;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.Witness;
import java.time.Duration;
import java.util.Optional;

/**
 * How far into the failed source's history the new source comes with everything that could be had.
 *
 * @param position in the failed source's coordinates
 * @param gtids everything it has executed, or will have when it is opened; empty if sets say nothing here
 */
record Reached(BinlogPosition position, Optional<GtidSet> gtids) {
    /** By what was saved so far; as soon as it has executed all, by its own word. */
    static Reached by(Topology topology, Facts facts, ServerId newSource) {
        BinlogPosition most = topology.mostAdvanced().orElseThrow().received();
        Optional<Tail> tail = Tail.longest(topology.source().id(), topology.binlogServers(), facts);
        BinlogPosition end = tail.map(t -> Tail.endOf(t.log(), most)).orElse(most);
        if (!topology.gtid()) {
            return new Reached(end, Optional.empty());
        }
        Optional<GtidSet> own = facts.text(Facts.REACHED_GTIDS).map(GtidSet::parse);
        return new Reached(end, own.isPresent() ? own : expected(topology, tail, newSource));
    }

    /** Before MySQL 8.0 a transaction counts as received when its beginning is: such a set proves nothing. */
    private static Optional<GtidSet> expected(Topology topology, Optional<Tail> tail, ServerId newSource) {
        Replica most = topology.mostAdvanced().orElseThrow();
        Replica chosen = topology.replica(newSource).orElse(most);
        boolean isTold = !most.gtids().isEmpty()
                && !chosen.gtids().isEmpty()
                && most.version().isAtLeast(8, 0, 0);
        if (!isTold) {
            return Optional.empty();
        }
        GtidSet all = GtidSet.parse(most.gtids()).union(GtidSet.parse(chosen.gtids()));
        String saved = tail.map(t -> t.log().gtids()).orElse("");
        return Optional.of(saved.isEmpty() ? all : all.union(GtidSet.parse(saved)));
    }

    /** What of the witnessed floor is not reached; what the failed source had purged itself does not count. */
    Optional<Missing> below(Witness floor) {
        if (gtids.isPresent() && !floor.gtids().isEmpty()) {
            GtidSet rest = GtidSet.parse(floor.gtids()).minus(gtids.get());
            GtidSet missing = floor.purged().isEmpty() ? rest : rest.minus(GtidSet.parse(floor.purged()));
            boolean isShort = floor.position().isAfter(position);
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Missing(
                            missing.toString(),
                            isShort ? Optional.of(position) : Optional.empty(),
                            isShort ? Optional.of(floor.position()) : Optional.empty(),
                            missing.countBeyond(gtids.get()),
                            isShort ? bytesTo(floor.position()) : -1,
                            Duration.ZERO));
        }
        return floor.position().isAfter(position)
                ? Optional.of(new Missing(
                        "",
                        Optional.of(position),
                        Optional.of(floor.position()),
                        -1,
                        bytesTo(floor.position()),
                        Duration.ZERO))
                : Optional.empty();
    }

    /** What the failed source had purged before, and the new source never had; empty if there is nothing. */
    String neverHad(Witness floor) {
        if (gtids.isEmpty() || floor.gtids().isEmpty() || floor.purged().isEmpty()) {
            return "";
        }
        GtidSet missing = GtidSet.parse(floor.gtids()).minus(gtids.get());
        return missing.minus(missing.minus(GtidSet.parse(floor.purged()))).toString();
    }

    private long bytesTo(BinlogPosition seen) {
        return seen.fileNumber() == position.fileNumber() ? seen.offset() - position.offset() : seen.offset();
    }
}

package io.masterha.manager.topology;

import io.masterha.binlog.BinlogPosition;
import java.time.Duration;
import java.time.Instant;

/**
 * What the manager saw of the source at its last look: the witnessed floor, which its successor must contain.
 *
 * @param position end of its binary log
 * @param gtids everything that it had executed, as it printed it; empty without GTIDs
 * @param purged what of that stood in no log of its any more, so that no failover can save or lose it
 * @param uuid its {@code server_uuid}: only it writes transactions of that name; empty where there is none
 * @param syncBinlog its {@code sync_binlog}; -1 if that is not known
 * @param at when that was, by the manager's clock
 * @param silence from then until it was known to be down; zero as long as that has not come
 */
public record Witness(
        BinlogPosition position,
        String gtids,
        String purged,
        String uuid,
        long syncBinlog,
        Instant at,
        Duration silence) {
    /** A look that is older says little about what came after it. */
    public static final Duration FRESH = Duration.ofMinutes(5);

    /** A position alone. */
    public static Witness at(BinlogPosition position) {
        return new Witness(position, "", "", "", -1, Instant.EPOCH, Duration.ZERO);
    }

    public boolean isFresh() {
        return silence.compareTo(FRESH) <= 0;
    }

    /** The same of a source whose log is known to go further. */
    public Witness movedTo(BinlogPosition further) {
        return new Witness(further, gtids, purged, uuid, syncBinlog, at, silence);
    }

    /** The same when it is known since when nothing can have been added. */
    public Witness downAt(Instant known) {
        Duration since = at.equals(Instant.EPOCH) ? Duration.ZERO : Duration.between(at, known);
        return new Witness(position, gtids, purged, uuid, syncBinlog, at, since.isNegative() ? Duration.ZERO : since);
    }
}

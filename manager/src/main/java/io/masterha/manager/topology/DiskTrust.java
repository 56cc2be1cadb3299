package io.masterha.manager.topology;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Whether the failed source's disk has everything that was in its binary log when it died. */
public enum DiskTrust {
    /** {@code sync_binlog=1}: what was acknowledged had reached the disk before. */
    SYNCED,
    /** Only the process died: what it had written is in the host's memory or on its disk, both of which are read. */
    HOST_STAYED_UP,
    /** The host may have restarted, and what had not reached its disk is gone. */
    UNSURE;

    /**
     * Judges.
     *
     * @param up how long its host has been up, by its own word; empty if it was not asked or did not say
     * @param wroteSince whether its newest binary log was written after the host started
     */
    public static DiskTrust of(Optional<Witness> witness, Optional<Duration> up, boolean wroteSince, Instant now) {
        if (witness.filter(w -> w.syncBinlog() == 1).isPresent()) {
            return SYNCED;
        }
        boolean isDated = witness.filter(w -> !w.at().equals(Instant.EPOCH)).isPresent();
        boolean stayedUp = isDated
                ? up.filter(u -> now.minus(u).isBefore(witness.orElseThrow().at()))
                        .isPresent()
                : up.isPresent() && wroteSince;
        return stayedUp ? HOST_STAYED_UP : UNSURE;
    }

    /** As it stands in the text form of a topology. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

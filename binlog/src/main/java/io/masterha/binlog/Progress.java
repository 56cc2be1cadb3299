package io.masterha.binlog;

import io.masterha.binlog.gtid.GtidSet;

/** How far a server is in the history of a source: by position in its binary log, or by the set of its GTIDs. */
public sealed interface Progress {
    /** How one server stands to another. */
    enum Standing {
        /** It lacks something that the other has, and nothing the other way round. */
        BEHIND,
        EQUAL,
        AHEAD,
        /** Each has something that the other lacks: none can follow the other. */
        DIVERGED
    }

    /** By position in the log of the source that both follow. */
    record AtPosition(BinlogPosition position) implements Progress {
        @Override
        public String toString() {
            return position.toString();
        }
    }

    /** By everything that was executed or received. */
    record ByGtids(GtidSet gtids) implements Progress {
        @Override
        public String toString() {
            return gtids.toString();
        }
    }

    /**
     * How this stands to the other.
     *
     * @throws IllegalArgumentException if one is a position and the other a set: they cannot be compared
     */
    default Standing standingTo(Progress other) {
        if (this instanceof AtPosition here && other instanceof AtPosition there) {
            int order = here.position().compareTo(there.position());
            return order == 0 ? Standing.EQUAL : order < 0 ? Standing.BEHIND : Standing.AHEAD;
        }
        if (this instanceof ByGtids here && other instanceof ByGtids there) {
            boolean hasAll = here.gtids().contains(there.gtids());
            boolean isInOther = there.gtids().contains(here.gtids());
            if (hasAll) {
                return isInOther ? Standing.EQUAL : Standing.AHEAD;
            }
            return isInOther ? Standing.BEHIND : Standing.DIVERGED;
        }
        throw new IllegalArgumentException("a position and a GTID set cannot be compared: " + this + ", " + other);
    }
}

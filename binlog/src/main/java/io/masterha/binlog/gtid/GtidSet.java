package io.masterha.binlog.gtid;

import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;

/**
 * A set of transactions in a server's own notation.
 *
 * <p>MySQL's set lists intervals of numbers. MariaDB's is a position: per domain the last transaction, which stands
 * for all before it in that domain.
 */
public sealed interface GtidSet permits MysqlGtidSet, MariadbGtidSet {
    /**
     * Reads what a server prints: {@code uuid:1-5:tag:1,uuid:7} or {@code 0-1-100,1-2-7}. White space is ignored.
     *
     * @throws Problem GTID_MALFORMED
     */
    static GtidSet parse(String text) {
        boolean isBare = text.chars().noneMatch(Character::isWhitespace);
        String bare = isBare ? text : text.replaceAll("\\s+", "");
        try {
            return MariadbGtidSet.isOne(bare) ? MariadbGtidSet.read(bare) : MysqlGtidSet.read(bare);
        } catch (IllegalArgumentException e) {
            throw Problem.of(LogError.GTID_MALFORMED, "not a GTID set: " + text)
                    .why(String.valueOf(e.getMessage()))
                    .next("write it as the server prints it, for example UUID:1-5 or 0-1-100")
                    .causedBy(e);
        }
    }

    boolean isEmpty();

    boolean contains(Gtid gtid);

    /** Whether every transaction of the other set is in this one. An empty set is in every set. */
    boolean contains(GtidSet other);

    /** Everything in one or both. An empty set of the other family adds nothing. */
    GtidSet union(GtidSet other);

    /** What is here and not there. For MariaDB: the domains in which this position is ahead, with this position. */
    GtidSet minus(GtidSet other);

    /**
     * How many transactions are here and not there. For MariaDB: by their running numbers, of which some may never have
     * been given.
     */
    long countBeyond(GtidSet other);

    /** This set and one transaction more. */
    GtidSet with(Gtid gtid);
}

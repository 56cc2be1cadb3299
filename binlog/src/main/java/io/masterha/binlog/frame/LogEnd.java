package io.masterha.binlog.frame;

/**
 * How and where the readable part of a log file ends.
 *
 * @param kind what stands at the end
 * @param offset where the last whole and verified event ends, in bytes; everything behind it is not trusted
 * @param detail one clause for the operator; empty for a clean end
 */
public record LogEnd(Kind kind, long offset, String detail) {
    /** The ways in which a log file can end. */
    public enum Kind {
        CLEAN,
        /** An event that was begun but not written to its end: normal after a crash. */
        TRUNCATED_EVENT,
        /** Zero bytes up to the end of the file: normal after a power failure. */
        ZERO_TAIL,
        /** Bytes that are no event header. */
        RANDOM_TAIL,
        CRC_MISMATCH,
        NOT_A_BINLOG,
        ENCRYPTED_BY_MYSQL,
        ENCRYPTED_BY_MARIADB
    }

    public boolean isClean() {
        return kind == Kind.CLEAN;
    }

    /** Whether nothing at all can be read, because the file is something else or encrypted. */
    public boolean isUnreadable() {
        return kind.compareTo(Kind.NOT_A_BINLOG) >= 0;
    }
}

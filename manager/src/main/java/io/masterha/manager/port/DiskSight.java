package io.masterha.manager.port;

/**
 * What a host says of the file systems with a server's data and binary log.
 *
 * @param detail one clause for the operator: which file system, how much room
 */
public record DiskSight(Kind kind, String detail) {
    /** What is told apart. */
    public enum Kind {
        /** The host did not answer, or the directories are not known. */
        UNKNOWN,
        ROOM,
        /** Less room than one event may need. */
        FULL,
        /** Mounted read-only, or made so by the kernel after an error. */
        READ_ONLY
    }
}

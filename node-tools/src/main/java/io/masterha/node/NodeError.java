package io.masterha.node;

import io.masterha.binlog.ErrorCode;

/** What can go wrong in a node command besides what is wrong with log files. */
public enum NodeError implements ErrorCode {
    /** Options that do not exist or do not fit together. */
    USAGE(2),
    /** The JSON document on standard input is not the request of this command. */
    REQUEST_MALFORMED(2),
    /** MHA could do it, this does not. */
    NOT_SUPPORTED(2),
    /** A password file that others may read, or that is not there. */
    PASSWORD_NOT_SAFE(2),
    /** The replica's relay logs do not hold the whole stretch. */
    RELAY_LOG_INCOMPLETE(11),
    /** The replica's applier stopped with an error of its own. */
    APPLIER_STOPPED(12),
    /** The replica could not fetch from the virtual source. */
    RECEIVER_STOPPED(13),
    /** Nothing was executed for the time limit. */
    NO_PROGRESS(14),
    /** Transactions that cannot be undone from their row images, or not with certainty. */
    REWIND_REFUSED(15),
    /** A log of another server than the one whose log was asked for. */
    WRONG_WRITER(1),
    SERVER_UNREACHABLE(1),
    STATEMENT_FAILED(1),
    NOT_A_REPLICA(1),
    RECEIVER_RUNNING(1),
    /** A failover, or another run of the same command, holds its lock. */
    LOCK_HELD(1),
    UNKNOWN_POSITION(1),
    NOT_SAVED(1),
    TOOL_FAILED(1),
    /** Told to end: Ctrl-C, a lost connection. */
    INTERRUPTED(1),
    /** A fault of the program itself. */
    INTERNAL(1);

    private final int exitCode;

    NodeError(int exitCode) {
        this.exitCode = exitCode;
    }

    @Override
    public int exitCode() {
        return exitCode;
    }
}

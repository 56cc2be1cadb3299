package io.masterha.manager.execute;

import io.masterha.binlog.ErrorCode;

/** Failures of a whole run. */
public enum ExecuteError implements ErrorCode {
    /** The journal cannot be read, or does not fit what the planner says now. */
    JOURNAL_UNUSABLE,
    /** Another manager holds the lock. */
    LOCK_LOST,
    /** The new source was lost before it was promoted. */
    NEW_SOURCE_LOST;

    @Override
    public int exitCode() {
        return 1;
    }
}

package io.masterha.manager.step;

import io.masterha.binlog.ErrorCode;

/** Failures that steps find themselves. */
public enum StepError implements ErrorCode {
    /** What a replica lacks could not be had. */
    LOG_MISSING,
    /** Nobody can have it: the host is gone, or the disk or the log on it cannot be read. */
    OUT_OF_REACH,
    /** A replica did not execute what it has received. */
    NOT_APPLIED,
    /** A script said no. */
    HOOK_REFUSED,
    /** A replica points at the new source and does not receive or execute. */
    NOT_FOLLOWING,
    /** Writes still arrive at a source that should refuse them. */
    NOT_BLOCKED,
    /** The new source has taken writes: there is no way back. */
    NEW_SOURCE_WRITTEN,
    /** The new source may have taken writes already, so the old one may not be opened again. */
    WAY_BACK_CLOSED,
    /** Too little proves that the failed source takes no writes. */
    FENCE_TOO_WEAK,
    /** The new source is not in the state that promotion needs. */
    NOT_PROMOTABLE;

    @Override
    public int exitCode() {
        return 1;
    }
}

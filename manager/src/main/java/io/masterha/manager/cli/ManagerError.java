package io.masterha.manager.cli;

import io.masterha.binlog.ErrorCode;

/** Failures of the commands themselves. */
enum ManagerError implements ErrorCode {
    /** The command line is wrong. */
    USAGE(2),
    /** The command is not there yet. */
    NOT_THERE_YET(2),
    /** A marker of an earlier failover forbids another one. */
    FAILOVER_BLOCKED(1),
    /** The work directory cannot be used. */
    WORKDIR_UNUSABLE(1),
    /** Preflight found problems. */
    PREFLIGHT_FAILED(1);

    private final int exitCode;

    ManagerError(int exitCode) {
        this.exitCode = exitCode;
    }

    @Override
    public int exitCode() {
        return exitCode;
    }
}

package io.masterha.manager.cli.start;

import io.masterha.binlog.ErrorCode;

/** Failures of the commands themselves. */
public enum ManagerError implements ErrorCode {
    /** The command line is wrong. */
    USAGE(2),
    /** A server or address that the configuration does not have. */
    NOT_CONFIGURED(1),
    /** An option that the command does not know, where MHA does not ignore it. */
    UNKNOWN_OPTION(1),
    /** The operator said no. */
    CALLED_OFF(1),
    /** The source that was said to be dead answers. */
    SOURCE_ALIVE(1),
    /** A marker of an earlier failover forbids another one. */
    FAILOVER_BLOCKED(1),
    /** Another manager of the application is at work. */
    ALREADY_RUNS(1),
    /** The work directory cannot be used. */
    WORKDIR_UNUSABLE(1),
    /** The status file holds something else than a status. */
    STATUS_UNREADABLE(1),
    /** A running failover is not stopped. */
    FAILOVER_RUNNING(1),
    /** The manager did not end when it was asked to. */
    DOES_NOT_STOP(1),
    /** What nobody foresaw. */
    UNEXPECTED(1),
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

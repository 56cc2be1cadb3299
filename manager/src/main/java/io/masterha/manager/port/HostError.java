package io.masterha.manager.port;

import io.masterha.binlog.ErrorCode;

/** What the deciding code must be able to tell apart when a host was asked for something. */
public enum HostError implements ErrorCode {
    /** No connection to the SSH server within the limit, or none at all. */
    HOST_UNREACHABLE;

    @Override
    public int exitCode() {
        return 1;
    }
}

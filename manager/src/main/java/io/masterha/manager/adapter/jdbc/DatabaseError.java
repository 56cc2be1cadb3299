package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.ErrorCode;

/** What can go wrong between the manager and a database server. */
public enum DatabaseError implements ErrorCode {
    /** No connection: refused, silent, or no route. */
    SERVER_UNREACHABLE,
    /** The server answered and turned the manager away: account, privilege, too many connections, TLS. */
    SERVER_REFUSED,
    /** A statement failed. */
    STATEMENT_FAILED,
    /** A statement did not end within its limit. */
    STATEMENT_TIMED_OUT,
    /** The server did what was asked but did not reach the state that was waited for. */
    STATE_NOT_REACHED,
    /** The server replicates in a way that masterha cannot handle. */
    UNSUPPORTED_REPLICATION;

    @Override
    public int exitCode() {
        return 1;
    }
}

package io.masterha.node.source;

import io.masterha.binlog.ErrorCode;

/** What can be wrong with the virtual source itself. */
public enum SourceError implements ErrorCode {
    /** The replica asks for a position before the first saved event. */
    BEFORE_START,
    /** The loopback port cannot be opened. */
    PORT_NOT_OPEN;

    @Override
    public int exitCode() {
        return 1;
    }
}

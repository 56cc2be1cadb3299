package io.masterha.binlog;

/** What can be wrong with binary logs, relay logs and the files cut from them. */
public enum LogError implements ErrorCode {
    LOG_NOT_FOUND,
    LOG_UNREADABLE,
    LOG_DAMAGED,
    LOG_NOT_A_BINLOG,
    LOG_ENCRYPTED,
    POSITION_NOT_FOUND,
    POSITION_INSIDE_EVENT,
    LOG_GAP,
    OUTPUT_FAILED,
    GTID_MALFORMED;

    @Override
    public int exitCode() {
        return 1;
    }
}

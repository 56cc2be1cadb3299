package io.masterha.manager.config;

import io.masterha.binlog.ErrorCode;

/** What can be wrong with a configuration. */
public enum ConfigError implements ErrorCode {
    /** The file is missing or cannot be read or written. */
    CONFIG_UNREADABLE,
    /** One or more lines are wrong. */
    CONFIG_INVALID;

    @Override
    public int exitCode() {
        return 1;
    }
}

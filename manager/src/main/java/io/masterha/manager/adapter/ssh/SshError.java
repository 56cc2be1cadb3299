package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.ErrorCode;

/** What can go wrong between the manager and a host. */
public enum SshError implements ErrorCode {
    /** The host's key is not in known_hosts and may not be accepted without asking. */
    HOST_KEY_UNKNOWN,
    /** The host shows another key than known_hosts has. */
    HOST_KEY_CHANGED,
    /** The host accepts none of the keys that were tried. */
    LOGIN_REFUSED,
    /** A private key cannot be used. */
    KEY_UNUSABLE,
    /** A command did not end within its limit, or the connection broke under it. */
    COMMAND_INTERRUPTED,
    /** A command ended with an exit code that means failure. */
    COMMAND_FAILED,
    /** A file could not be copied, or arrived changed. */
    TRANSFER_FAILED,
    /** The failed source's process could not be ended, or its port stays open. */
    SERVER_STAYS_UP,
    /** The node commands are not on the host and could not be put there. */
    NODE_MISSING;

    @Override
    public int exitCode() {
        return 1;
    }
}

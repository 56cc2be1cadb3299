package io.masterha.node.cli;

/** How commands end, besides the exit codes of {@link io.masterha.node.NodeError}. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    /** Everything is well, but there is nothing behind the position; MHA's number for it. */
    static final int NOTHING_TO_SAVE = 10;

    static final String[] LIST = {
        "0:done",
        "1:failed; the message says what, why, what next, and whether anything was changed",
        "2:wrong options, or something that is not supported",
        "10:nothing to save",
        "11:the relay logs lack a part of the stretch",
        "12:the replica's applier stopped with an error",
        "13:the replica could not fetch from the virtual source",
        "14:nothing was executed for the time limit",
        "15:the transactions cannot be undone from their row images, or not with certainty; nothing was changed"
    };

    private ExitCode() {}
}

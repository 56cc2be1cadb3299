package io.masterha.manager.port;

/**
 * How a script ended.
 *
 * @param kind what its exit code means
 * @param exitCode the code; -1 if it was not started or was killed at its limit
 * @param detail one clause for the operator
 */
public record HookOutcome(Kind kind, int exitCode, String detail) {
    /** What the caller tells apart. */
    public enum Kind {
        /** No such script is configured. */
        NOT_CONFIGURED,
        /** Exit 0. */
        DONE,
        /** Any other exit code (10 among them: each contract gives it a meaning), or the time limit. */
        OTHER
    }

    public boolean isDone() {
        return kind == Kind.DONE;
    }
}

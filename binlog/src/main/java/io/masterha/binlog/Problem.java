package io.masterha.binlog;

import java.util.Objects;

/**
 * The only exception of masterha: what happened, why, what to do next, and whether anything was changed.
 *
 * <p>Each part is one sentence without a trailing full stop. {@code next} is a command to type wherever there is one.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String NOTHING = "nothing was changed";

    private final transient ErrorCode code;
    private final String what;
    private final String why;
    private final String next;
    private final String changed;

    private Problem(ErrorCode code, String what, String why, String next, String changed) {
        super(what + (why.isEmpty() ? "" : ": " + why));
        this.code = Objects.requireNonNull(code);
        this.what = what;
        this.why = why;
        this.next = next;
        this.changed = changed;
    }

    /** A problem that changed nothing; refine it with the {@code withX} methods. */
    public static Problem of(ErrorCode code, String what) {
        return new Problem(code, what, "", "", NOTHING);
    }

    public Problem why(String reason) {
        return copy(new Problem(code, what, reason, next, changed));
    }

    /** What the operator should do, a command to type wherever there is one. */
    public Problem next(String advice) {
        return copy(new Problem(code, what, why, advice, changed));
    }

    /** Says what was changed before the failure; without it the problem claims that nothing was. */
    public Problem changed(String effect) {
        return copy(new Problem(code, what, why, next, effect));
    }

    /** Keeps the technical cause for {@code --debug}. */
    public Problem causedBy(Throwable cause) {
        Problem copy = new Problem(code, what, why, next, changed);
        copy.initCause(cause);
        return copy;
    }

    private Problem copy(Problem copy) {
        if (getCause() != null) {
            copy.initCause(getCause());
        }
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    public ErrorCode code() {
        return code;
    }

    public String what() {
        return what;
    }

    public String why() {
        return why;
    }

    public String next() {
        return next;
    }

    public String changed() {
        return changed;
    }

    /** The whole message as the operator reads it, one line: what, why, next, changed. */
    public String sentence() {
        StringBuilder text = new StringBuilder(getMessage());
        if (!next.isEmpty()) {
            text.append("; next: ").append(next);
        }
        return text.append(" (").append(changed).append(')').toString();
    }
}

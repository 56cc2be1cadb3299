package io.masterha.binlog;

/** A stable name for one kind of failure, with the exit code that a command ends with when it meets it. */
public interface ErrorCode {
    /** The name in upper case, as it stands in logs, reports and JSON, for example {@code BINLOG_ENCRYPTED}. */
    String name();

    /** The exit code of a command that ends with this problem: 1 for failures, 2 for wrong usage, else as documented. */
    int exitCode();
}

package io.masterha.manager.app;

import io.masterha.binlog.ErrorCode;
import io.masterha.binlog.Problem;

/** Reasons for which an operation does not begin or cannot go on. */
public enum AppError implements ErrorCode {
    /** The servers do not form one source with replicas. */
    TOPOLOGY_UNSUITABLE,
    /** A check before watching failed. */
    PREFLIGHT_FAILED,
    /** More may be lost than the operator allows. */
    LOSS_REFUSED,
    /** No replica can become the source. */
    NO_CANDIDATE,
    /** Transactions last too long to be waited for with writes stopped. */
    WRITES_LAST,
    /** Replication of a replica does not run, or lags. */
    REPLICA_NOT_READY,
    /** The operator said no, or a signal came. */
    CALLED_OFF,
    /** Another manager or an original MHA holds the lock. */
    LOCKED,
    /** The failed source answers after all. */
    SOURCE_ALIVE,
    /** The failed source does not answer, and nothing shows whether it is dead. */
    SOURCE_UNCERTAIN,
    /** Too little proves that the failed source takes no writes: {@code fence=strict}. */
    FENCE_TOO_WEAK,
    /** The failed source's host answers after the plan was made without it: a better plan is to be had. */
    HOST_ANSWERS_LATE,
    /** The manager sees too little of the cluster: {@code quorum=half}. */
    TOO_FEW_ANSWER,
    /** A fault of the program itself. */
    UNEXPECTED;

    @Override
    public int exitCode() {
        return 1;
    }

    /** What was thrown, in the words of a problem. */
    public static Problem asProblem(RuntimeException fault) {
        return fault instanceof Problem problem ? problem : unexpected(fault);
    }

    /** A fault of the program, in the words of a problem. */
    public static Problem unexpected(RuntimeException fault) {
        StackTraceElement[] stack = fault.getStackTrace();
        return Problem.of(UNEXPECTED, "an error of the program itself")
                .why(fault + (stack.length > 0 ? " at " + stack[0] : ""))
                .next("keep the journal, and report it")
                .changed("what was changed before is in the log and in the journal")
                .causedBy(fault);
    }
}

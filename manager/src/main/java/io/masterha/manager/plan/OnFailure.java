package io.masterha.manager.plan;

import io.masterha.binlog.Problem;
import io.masterha.manager.step.StepError;

/** What becomes of the plan if a step of a stage fails. */
public enum OnFailure {
    /** Goes on; the loss verdict tells what that cost. */
    CONTINUE,
    /** Goes on if what the step was for is {@link StepError#OUT_OF_REACH}; else the plan ends, as it can still be had. */
    IF_REACHABLE,
    /** The server that the step is for is left out from here on; if it is the new source, the plan aborts. */
    LOSE_SERVER,
    /** The plan ends here and a human is told what is left. */
    ABORT;

    /** Whether the plan goes on after this failure, without the step or without its server. */
    public boolean tolerates(Problem problem) {
        return switch (this) {
            case CONTINUE, LOSE_SERVER -> true;
            case IF_REACHABLE -> problem.code() == StepError.OUT_OF_REACH;
            case ABORT -> false;
        };
    }
}

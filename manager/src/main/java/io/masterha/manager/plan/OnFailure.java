package io.masterha.manager.plan;

/** What becomes of the plan if a step of a stage fails. */
public enum OnFailure {
    /** Goes on; the loss verdict tells what that cost. */
    CONTINUE,
    /** The server that the step is for is left out from here on; if it is the new source, the plan aborts. */
    LOSE_SERVER,
    /** The plan ends here and a human is told what is left. */
    ABORT
}

package io.masterha.manager.step;

import io.masterha.manager.topology.ServerId;

/**
 * One change to one server.
 *
 * <p>A step that fails throws a {@link io.masterha.binlog.Problem}. Every step may be run again after a crash: {@link
 * #isDone} is asked first, and what was half done is done again without harm.
 */
public interface Step {
    /** The server that the step is for: the one that may be lost if it fails. */
    ServerId server();

    /** What it does, as {@code --dry-run} prints it and the journal names it; the same text in every run. */
    String title();

    /** Whether its effect is there already. */
    boolean isDone(StepContext context);

    /**
     * Does it.
     *
     * @return one clause for the operator: what was done, with numbers and units
     */
    String run(StepContext context);
}

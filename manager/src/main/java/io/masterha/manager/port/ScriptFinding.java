package io.masterha.manager.port;

/**
 * What a check of the operator's scripts found.
 *
 * @param isProblem whether a failover would stop at it; else it is only worth a look
 * @param sentence which script, what, and what to do
 */
public record ScriptFinding(boolean isProblem, String sentence) {}

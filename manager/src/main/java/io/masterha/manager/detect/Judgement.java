package io.masterha.manager.detect;

/**
 * What one row of the table concluded.
 *
 * @param state the state to go to
 * @param verdict what is the matter with the source
 * @param rule the row's short name, stable, for the journal and for tests
 * @param because the row's sentence for the operator
 */
public record Judgement(MonitorState state, Verdict verdict, String rule, String because) {}

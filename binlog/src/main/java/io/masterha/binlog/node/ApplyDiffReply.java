package io.masterha.binlog.node;

/**
 * What {@code apply-diff} did.
 *
 * @param executed position in the failed source's coordinates up to which the replica has executed, {@code FILE:OFFSET}
 * @param transactions how many transactions the logs held
 * @param millis how long it took
 */
public record ApplyDiffReply(String executed, long transactions, long millis) {}

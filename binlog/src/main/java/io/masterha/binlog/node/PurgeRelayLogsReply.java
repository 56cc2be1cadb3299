package io.masterha.binlog.node;

/**
 * What {@code purge-relay-logs} did.
 *
 * @param purged how many relay logs were deleted
 * @param bytes how large they were
 * @param left how many are left, the one that is written to included
 * @param kept why older ones than that are left or nothing was done; empty text if there is nothing to say
 */
public record PurgeRelayLogsReply(int purged, long bytes, int left, String kept) {}

package io.masterha.binlog.node;

/**
 * Asks {@code purge-relay-logs} to let the local replica delete the relay logs that it has executed.
 *
 * @param server the local replica
 * @param disablePurge whether {@code relay_log_purge}, if it is on, is switched off for good; else nothing is done then
 * @param socket what the server's {@code socket} must be; empty to not look
 */
public record PurgeRelayLogsRequest(LocalServer server, boolean disablePurge, String socket) {}

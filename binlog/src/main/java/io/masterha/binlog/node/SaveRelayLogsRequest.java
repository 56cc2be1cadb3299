package io.masterha.binlog.node;

/**
 * Asks {@code save-relay-logs} for the events that a replica received between two positions of its source.
 *
 * @param index absolute path of the relay log index file
 * @param from position in the source's binary log where the other replica stops, {@code FILE:OFFSET}
 * @param to position up to which this replica has received, {@code FILE:OFFSET}
 * @param output absolute path of the file to write; empty only finds out whether the stretch is there
 */
public record SaveRelayLogsRequest(String index, String from, String to, String output) {}

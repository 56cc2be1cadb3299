package io.masterha.manager.port;

/**
 * Which transactions at the end of a server's own log are meant: all behind a place.
 *
 * @param from where the common history ends in the server's own log, {@code FILE:OFFSET}; empty to say it by GTID
 * @param exclude the common GTID set (MariaDB: position); empty to say it by place
 * @param expected the GTIDs that they must be; empty for any
 */
public record OwnTransactions(String from, String exclude, String expected) {}

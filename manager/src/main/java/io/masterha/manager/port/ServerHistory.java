package io.masterha.manager.port;

/**
 * Everything that a server has executed, in a form in which two servers can be compared.
 *
 * @param gtids {@code gtid_executed}; MariaDB: {@code gtid_binlog_state}; empty without GTIDs
 * @param purged what it cannot send to a replica any more ({@code gtid_purged}); empty on MariaDB
 */
public record ServerHistory(String gtids, String purged) {}

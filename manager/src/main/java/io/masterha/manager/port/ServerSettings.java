package io.masterha.manager.port;

/**
 * Settings of a server on which a promise of the manager depends.
 *
 * @param logBin whether it writes a binary log
 * @param logReplicaUpdates whether what it applies goes into its own binary log
 * @param relayLogPurge whether executed relay logs are deleted at once
 * @param relayLogRecovery whether a restart throws unexecuted relay logs away
 * @param syncBinlog {@code sync_binlog}, 1 is durable
 * @param flushLogAtCommit {@code innodb_flush_log_at_trx_commit}, 1 is durable
 * @param binlogFilter {@code Binlog_Do_DB} and {@code Binlog_Ignore_DB}, sorted; empty without filters
 */
public record ServerSettings(
        boolean logBin,
        boolean logReplicaUpdates,
        boolean relayLogPurge,
        boolean relayLogRecovery,
        long syncBinlog,
        int flushLogAtCommit,
        String binlogFilter) {}

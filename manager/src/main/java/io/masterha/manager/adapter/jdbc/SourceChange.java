package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.BinlogPosition;
import java.util.Optional;

/**
 * What a replica's connection settings are to become.
 *
 * @param host host name or address of the source
 * @param port its port
 * @param login replication account; empty to keep the one that is set
 * @param from where to start; empty for GTID
 * @param tls encryption; empty to keep what is set
 */
record SourceChange(
        String host,
        int port,
        Optional<DatabaseLogin> login,
        Optional<BinlogPosition> from,
        Optional<ReplicationTls> tls) {}

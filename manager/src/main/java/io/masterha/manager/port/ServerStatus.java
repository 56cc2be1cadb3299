package io.masterha.manager.port;

import io.masterha.manager.topology.ServerVersion;
import java.util.Optional;

/**
 * One reading of a server.
 *
 * @param version parsed from {@code @@version}
 * @param serverId {@code @@server_id}, 32 bit unsigned
 * @param uuid {@code @@server_uuid}; empty where there is none
 * @param writable neither {@code read_only} nor {@code super_read_only} is on
 * @param gtidOn {@code gtid_mode=ON}; on MariaDB: the replica follows by GTID, or it is no replica and has a GTID position
 * @param files where its files are
 * @param settings variables that weaken or strengthen the guarantee
 * @param binlog its own binary log: where it ends and what is in it
 * @param replication its replication settings and state; empty if it follows nobody
 */
public record ServerStatus(
        ServerVersion version,
        long serverId,
        String uuid,
        boolean writable,
        boolean gtidOn,
        ServerFiles files,
        ServerSettings settings,
        BinlogMark binlog,
        Optional<ReplicationStatus> replication) {}

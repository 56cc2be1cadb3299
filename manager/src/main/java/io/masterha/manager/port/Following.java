package io.masterha.manager.port;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/**
 * Whom a replica is to follow, and from where.
 *
 * @param source the server to follow
 * @param from file and position to start at; empty to start by GTID (auto position, or MariaDB's slave_pos)
 */
public record Following(ServerId source, Optional<BinlogPosition> from) {
    @Override
    public String toString() {
        return source + (from.isPresent() ? " from " + from.get() : " by GTID");
    }
}

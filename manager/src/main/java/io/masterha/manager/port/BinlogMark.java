package io.masterha.manager.port;

import io.masterha.binlog.BinlogPosition;

/**
 * How far a server's own history goes.
 *
 * @param position end of its binary log; file {@code ""} and offset 0 without one
 * @param gtids everything it has executed: {@code gtid_executed}, or MariaDB's {@code gtid_current_pos}; empty without GTIDs
 */
public record BinlogMark(BinlogPosition position, String gtids) {}

package io.masterha.manager.port;

/**
 * What changes seldom on a source and matters when it is dead.
 *
 * @param uuid {@code server_uuid}; empty where there is none
 * @param purgedGtids what it has executed and holds in no log any more; empty without GTIDs, and on MariaDB
 * @param syncBinlog {@code sync_binlog}
 */
public record SourceTraits(String uuid, String purgedGtids, long syncBinlog) {}

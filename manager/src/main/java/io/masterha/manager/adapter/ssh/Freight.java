package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.node.SavedLog;
import java.nio.file.Path;

/**
 * A file that is to be copied to a host.
 *
 * @param path where it is
 * @param transactions how many are in it; 0 if it is no log
 * @param sha256 what its checksum must be on arrival
 */
record Freight(String path, long bytes, long transactions, String sha256) {
    static Freight of(SavedLog log, String path) {
        return new Freight(path, log.bytes(), log.transactions(), log.sha256());
    }

    /** A file of the manager. */
    static Freight of(Path file, String sha256) {
        return new Freight(file.toString(), file.toFile().length(), 0, sha256);
    }
}

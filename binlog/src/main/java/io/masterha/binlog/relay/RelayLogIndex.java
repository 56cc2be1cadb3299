package io.masterha.binlog.relay;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a relay log index file: the relay logs of one channel in the order in which they were written. */
public final class RelayLogIndex {
    private RelayLogIndex() {}

    /**
     * The relay logs, oldest first. Names without a directory, or whose directory is gone (a copied data directory),
     * are looked for beside the index.
     *
     * @throws Problem LOG_NOT_FOUND
     */
    public static List<Path> read(Path index) {
        try {
            Path directory = index.toAbsolutePath().resolveSibling("");
            List<Path> files = Files.readString(index, StandardCharsets.ISO_8859_1)
                    .lines()
                    .map(String::trim)
                    .filter(line -> !line.isEmpty())
                    .map(line -> locate(directory, Path.of(line)))
                    .toList();
            if (files.isEmpty()) {
                throw Problem.of(LogError.LOG_NOT_FOUND, index + " names no relay logs");
            }
            return files;
        } catch (IOException e) {
            throw Problem.of(LogError.LOG_NOT_FOUND, "cannot read the relay log index " + index)
                    .why(FileReason.of(e))
                    .next("check SHOW VARIABLES LIKE 'relay_log_index'")
                    .causedBy(e);
        }
    }

    private static Path locate(Path directory, Path name) {
        Path full = directory.resolve(name).normalize();
        return Files.exists(full) ? full : directory.resolve(name.getFileName());
    }
}

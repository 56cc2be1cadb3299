package io.masterha.node.apply;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that stands there while nobody but this run knows how much of a text was executed; a killed run leaves it. */
record DoubtMarker(Path file) {
    boolean isThere() {
        return Files.exists(file);
    }

    /** @param sentence what is unknown as long as the file is there */
    void set(String sentence) {
        try {
            Files.writeString(file, sentence + "\n");
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    static Problem unusable(Path file, IOException e) {
        return Problem.of(NodeError.TOOL_FAILED, "cannot write or delete " + file)
                .why(FileReason.of(e))
                .next("df -h " + file.toAbsolutePath().getParent())
                .causedBy(e);
    }
}

package io.masterha.manager.cli.workdir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Why a failover waits, for masterha-check-status: a file {@code W/APP.failover.waits} that is there as long as it does. */
public record HeldUp(Path file) {
    public HeldUp(Path workdir, String application) {
        this(workdir.resolve(application + ".failover.waits"));
    }

    public void because(String sentence) {
        try {
            Files.writeString(file, sentence + "\n");
        } catch (IOException unwritable) {
            // For onlookers only: the log says the same.
        }
    }

    public void isOver() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException unwritable) {
            // Who asks for the status looks at it only while the source is not watched in peace.
        }
    }

    /** Empty if none waits. */
    public Optional<String> read() {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }
}

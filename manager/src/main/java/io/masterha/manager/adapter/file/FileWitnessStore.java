package io.masterha.manager.adapter.file;

import io.masterha.binlog.ErrorCode;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.WitnessStore;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.TopologyText;
import io.masterha.manager.topology.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The last look at the source as one line of a small file, replaced as a whole. */
public final class FileWitnessStore implements WitnessStore {
    private final Path file;

    /** What can go wrong. */
    enum FileError implements ErrorCode {
        WITNESS_NOT_WRITTEN;

        @Override
        public int exitCode() {
            return 1;
        }
    }

    public FileWitnessStore(Path file) {
        this.file = file;
    }

    @Override
    public Optional<Witness> last(ServerId source) {
        try {
            String text = Files.readString(file);
            if (!text.startsWith("source ") || !text.endsWith("\n")) {
                return Optional.empty();
            }
            FailedSource kept = TopologyText.parseSource(text.strip());
            return kept.id().equals(source) ? kept.witness() : Optional.empty();
        } catch (IOException | RuntimeException nothingUsable) {
            // No file, or one that was cut short by a power failure: nothing is remembered then.
            return Optional.empty();
        }
    }

    @Override
    public void keep(ServerId source, Witness witness) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            FailedSource line = new FailedSource(source, 0, true, Optional.of(witness));
            Files.writeString(fresh, TopologyText.source(line) + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Problem.of(FileError.WITNESS_NOT_WRITTEN, file + " cannot be written")
                    .why(String.valueOf(e))
                    .next("look at free space and permissions there")
                    .causedBy(e);
        }
    }
}

package io.masterha.manager.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/** MHA's status file {@code W/APP.master_status.health}: one line {@code pid<TAB>code:TEXT[<TAB>master:HOST]}. */
final class StatusFile {
    /** What a manager does; the code is the exit code of masterha-check-status. */
    enum State {
        PING_OK(0),
        NOT_RUNNING(2),
        PARTIALLY_RUNNING(3),
        INITIALIZING_MONITOR(10),
        PING_FAILING(20),
        PING_FAILED(21),
        RETRYING_MONITOR(30),
        CONFIG_ERROR(31),
        TIMESTAMP_OLD(32),
        FAILOVER_RUNNING(50),
        FAILOVER_ERROR(51);

        private final int code;

        State(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /** One line, read. */
    record Line(long pid, State state, String source, Instant written) {}

    private final Path path;
    private Optional<State> last = Optional.empty();

    StatusFile(Path workdir, String application) {
        this.path = workdir.resolve(application + ".master_status.health");
    }

    Path path() {
        return path;
    }

    /** Writes the state; the same state again only touches the file, as MHA does. */
    void write(State state, String source) {
        try {
            if (last.equals(Optional.of(state)) && Files.exists(path)) {
                Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
                return;
            }
            Path temporary = path.resolveSibling(path.getFileName() + ".new");
            String text = ProcessHandle.current().pid() + "\t" + state.code() + ":" + state
                    + (source.isEmpty() ? "" : "\tmaster:" + source);
            Files.writeString(temporary, text + "\n");
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            last = Optional.of(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The line; empty if there is no file. */
    Optional<Line> read() {
        try {
            if (!Files.exists(path)) {
                return Optional.empty();
            }
            String[] words = Files.readString(path).trim().split("\t");
            String name = words[1].substring(words[1].indexOf(':') + 1);
            String source = words.length > 2 ? words[2].replaceFirst("^master:", "") : "";
            return Optional.of(new Line(
                    Long.parseLong(words[0]),
                    State.valueOf(name),
                    source,
                    Files.getLastModifiedTime(path).toInstant()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.masterha.manager.cli.workdir;

import io.masterha.binlog.Problem;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.Startup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** MHA's status file {@code W/APP.master_status.health}: one line {@code pid<TAB>code:TEXT[<TAB>master:HOST]}. */
public final class StatusFile {
    /** What a manager does; the code is the exit code of masterha-check-status. */
    public enum State {
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

        public int code() {
            return code;
        }
    }

    /** One line, read. */
    public record Line(long pid, State state, String source, Instant written) {
        /** The manager's process; empty if it is gone, or if its number belongs to another program by now. */
        public Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> process.info()
                    .commandLine()
                    .map(command -> command.contains("masterha"))
                    .orElse(true));
        }
    }

    private static final Pattern LINE = Pattern.compile("(\\d{1,18})\t\\d+:("
            + Arrays.stream(State.values()).map(State::name).collect(Collectors.joining("|"))
            + ")(?:\tmaster:(\\S*))?\\s*");

    private final Path path;
    private Optional<State> last = Optional.empty();

    public StatusFile(Path workdir, String application) {
        this.path = workdir.resolve(application + ".master_status.health");
    }

    Path path() {
        return path;
    }

    /** Writes the state; the same state again only touches the file, as MHA does. */
    public void write(State state, String source) {
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
            throw Startup.unusable(path, e);
        }
    }

    /** The line; empty if there is no file. */
    public Optional<Line> read() {
        try {
            Instant written = Files.getLastModifiedTime(path).toInstant();
            return Optional.of(parse(Files.readString(path), written));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Problem.of(ManagerError.STATUS_UNREADABLE, path + ": it cannot be read")
                    .why(String.valueOf(e))
                    .next("run the command as the manager's user")
                    .causedBy(e);
        }
    }

    private Line parse(String text, Instant written) {
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            throw Problem.of(ManagerError.STATUS_UNREADABLE, path + ": it holds no status")
                    .why("right would be a line like 4711<TAB>0:PING_OK<TAB>master:db1")
                    .next("is another program writing there? Without a manager that runs, remove the file");
        }
        String source = Optional.ofNullable(line.group(3)).orElse("");
        return new Line(Long.parseLong(line.group(1)), State.valueOf(line.group(2)), source, written);
    }

    public void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.masterha.it.run;

import io.masterha.it.lab.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * A {@code master_ip_online_change_script} that the test holds in its hand: it writes down its arguments, waits at gates
 * and exits as it is told. A place is {@code stop} or {@code start} and the new source, as in {@code start-db2}.
 */
public final class GatedScript {
    private static final String TEXT = """
            #!/bin/sh
            cd '%s' || exit 99
            for word in "$@"; do
              printf '%%s\\n' "$word" >>calls
              case $word in --command=*) command=${word#*=} ;; --new_master_host=*) to=${word#*=} ;; esac
            done
            place=$command-$to
            if [ -e "gate-$place" ]; then
              : >"at-$place"
              while [ -e "gate-$place" ]; do sleep 0.02; done
            fi
            [ ! -e "exit-$place" ] || exit "$(cat "exit-$place")"
            """;

    private final Path directory;

    private GatedScript(Path directory) {
        this.directory = directory;
    }

    /** Writes the script {@code DIRECTORY/script}. */
    static GatedScript in(Path directory) throws IOException {
        Path script = directory.resolve("script");
        Files.writeString(script, TEXT.formatted(directory));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return new GatedScript(directory);
    }

    /** The one that {@link #in} has written. */
    static GatedScript of(Path directory) {
        return new GatedScript(directory);
    }

    /** It will wait there. */
    public GatedScript closeGate(String place) {
        write("gate-" + place, "");
        return this;
    }

    /** Returns when it waits there. */
    public void awaitAt(String place, SwitchRun run) {
        Until.holds(
                "the script waits at " + place,
                Duration.ofMinutes(1),
                () -> Files.exists(directory.resolve("at-" + place)) || !run.isRunning(),
                run::log);
        if (!Files.exists(directory.resolve("at-" + place))) {
            throw new AssertionError("the script was never at " + place + "\n" + run.log());
        }
    }

    /** Returns when it waits there, called by a manager. */
    public void awaitAt(String place, ManagerRun run) {
        Until.holds(
                "the script waits at " + place,
                Duration.ofMinutes(1),
                () -> Files.exists(directory.resolve("at-" + place)) || !run.isRunning(),
                run::log);
        if (!Files.exists(directory.resolve("at-" + place))) {
            throw new AssertionError("the script was never at " + place + "\n" + run.log());
        }
    }

    /** It goes on. */
    public void openGate(String place) {
        delete("gate-" + place);
        delete("at-" + place);
    }

    /** It will exit with this code there. */
    public void exitsWith(String place, int code) {
        write("exit-" + place, String.valueOf(code));
    }

    /** All arguments of all calls since the last time, one a line; names of password files are made equal. */
    public List<String> calls() {
        try {
            Path file = directory.resolve("calls");
            if (!Files.exists(file)) {
                return List.of();
            }
            List<String> lines = Files.readAllLines(file);
            Files.delete(file);
            return lines.stream()
                    .map(line -> line.replaceAll("(_password_file=).*", "$1FILE"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

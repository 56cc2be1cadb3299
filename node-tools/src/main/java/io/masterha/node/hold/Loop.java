package io.masterha.node.hold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process of this host that keeps a server down; another one that gets its number later is not taken for it.
 *
 * @param started when it was started, in ticks since the host's start
 */
record Loop(long pid, String started) {
    private static final int STATE = 0;
    private static final int STARTED = 19;

    /** Empty if there is no such process any more. */
    static Optional<Loop> of(long pid) {
        return started(pid).map(started -> new Loop(pid, started));
    }

    boolean runs() {
        return started(pid).filter(started::equals).isPresent();
    }

    /** {@code /proc/PID/stat}, see proc(5): the name stands in parentheses, and may hold some itself. */
    private static Optional<String> started(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            boolean hasEnded = fields[STATE].equals("Z") || fields[STATE].equals("X");
            return hasEnded ? Optional.empty() : Optional.of(fields[STARTED]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

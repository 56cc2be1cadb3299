package io.masterha.node.hold;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of one data directory that a server locks before all others, locked while loops keep that server down. */
final class LockedDirectory {
    /** InnoDB's, of MySQL and MariaDB, and Aria's, which MariaDB locks before that. */
    private static final List<String> FIRST_LOCKED = List.of("ibdata1", "aria_log_control");

    private final Path directory;
    private final List<Loop> loops = new ArrayList<>();
    private final Map<Path, FileChannel> open = new LinkedHashMap<>();
    private final Map<Path, FileLock> locks = new LinkedHashMap<>();

    LockedDirectory(Path directory) {
        this.directory = directory;
    }

    void until(Loop loop) {
        loops.add(loop);
    }

    /** Locks what is not locked yet; returns why not all of it is, or an empty text. */
    String lock() {
        List<String> why = new ArrayList<>();
        for (String name : FIRST_LOCKED) {
            Path file = directory.resolve(name);
            if (!locks.containsKey(file) && Files.isRegularFile(file)) {
                String reason = lock(file);
                if (!reason.isEmpty()) {
                    why.add(name + ": " + reason);
                }
            }
        }
        return locks.isEmpty() && why.isEmpty() ? "no file to lock in " + directory : String.join(", ", why);
    }

    /** A file is opened once: to close it a second time would end the lock, as it is the process that holds it. */
    private String lock(Path file) {
        try {
            if (!open.containsKey(file)) {
                open.put(file, FileChannel.open(file, StandardOpenOption.WRITE));
            }
            FileLock lock = open.get(file).tryLock();
            if (lock == null) {
                return locker(file) + " has locked it";
            }
            locks.put(file, lock);
            return "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Who has locked a file, as {@code /proc/locks} knows it: {@code 1: POSIX ADVISORY WRITE PID MAJOR:MINOR:INODE 0 EOF}. */
    private static String locker(Path file) throws IOException {
        String inode = ":" + Files.getAttribute(file, "unix:ino");
        for (String line : Files.readAllLines(Path.of("/proc/locks"))) {
            String[] words = line.split(" +");
            if (words.length > 5 && words[3].equals("WRITE") && words[5].endsWith(inode)) {
                String name =
                        Files.readString(Path.of("/proc/" + words[4] + "/comm")).strip();
                return "process " + words[4] + " (" + name + ")";
            }
        }
        return "a process";
    }

    /** Whether no loop runs any more. */
    boolean isOver() {
        loops.removeIf(loop -> !loop.runs());
        return loops.isEmpty();
    }

    void release() {
        for (FileChannel channel : open.values()) {
            try {
                channel.close();
            } catch (IOException e) {
                // The descriptor is gone nevertheless, and the lock with it.
            }
        }
        open.clear();
        locks.clear();
    }
}

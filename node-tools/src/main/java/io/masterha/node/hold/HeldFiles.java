package io.masterha.node.hold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Locks the files of servers that loops of shell keep down, for exactly as long as these loops run: a loop that looks every few
 * milliseconds may come too late on a busy host, a server that finds its files locked opens no port.
 *
 * <p>It waits (InnoDB up to 100 s for {@code ibdata1}, Aria 30 s for {@code aria_log_control}), has changed nothing yet, and is
 * killed by the loop meanwhile. The locks are POSIX ones, as the servers': they end with this process, or when it closes the file
 * anywhere, so nothing else here may open these files.
 */
public final class HeldFiles {
    private static final Duration LOOK = Duration.ofMillis(20);
    /** CAP_SYS_PTRACE. */
    private static final int MAY_SEE_ALL = 19;

    private final boolean seesAll;
    private final Map<Path, LockedDirectory> held = new HashMap<>();
    private Optional<Thread> looking = Optional.empty();

    /** @param seesAll whether this account sees in which directory any server works */
    HeldFiles(boolean seesAll) {
        this.seesAll = seesAll;
    }

    public static HeldFiles ofThisAccount() {
        return new HeldFiles(seesAll());
    }

    private static boolean seesAll() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .map(line -> line.substring("CapEff:".length()).strip())
                    .anyMatch(hex -> (Long.parseUnsignedLong(hex, 16) >> MAY_SEE_ALL & 1) == 1);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Locks the files of a server until a loop has ended. What is locked by somebody else now is locked as soon as that one
     * is gone.
     *
     * @return why they are not locked, or not all of them; empty if they are
     */
    public synchronized String hold(Path dataDir, long loopPid) {
        if (!seesAll) {
            // A loop that does not see where a server works knows it by its locks only: it would not kill a server
            // that waits for them, and that one would come up when they are released.
            return "this account does not see in which directory a server works";
        }
        Optional<Loop> loop = Loop.of(loopPid);
        if (loop.isEmpty()) {
            return "process " + loopPid + " is not there";
        }
        LockedDirectory directory = held.computeIfAbsent(dataDir, LockedDirectory::new);
        directory.until(loop.get());
        if (looking.isEmpty()) {
            looking = Optional.of(new Thread(this::look, "held-files"));
            looking.get().setDaemon(true);
            looking.get().start();
        }
        return directory.lock();
    }

    private void look() {
        while (lookAgain()) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** Whether anything is held still. */
    synchronized boolean lookAgain() {
        held.values().removeIf(directory -> {
            boolean isOver = directory.isOver();
            if (isOver) {
                directory.release();
            } else {
                directory.lock();
            }
            return isOver;
        });
        if (held.isEmpty()) {
            looking = Optional.empty();
        }
        return !held.isEmpty();
    }

    public synchronized boolean isEmpty() {
        return held.isEmpty();
    }

    private synchronized Optional<Thread> looking() {
        return looking;
    }

    /** Returns when nothing is held any more: no loop lives longer than ten minutes. */
    public void awaitReleased() throws InterruptedException {
        for (Optional<Thread> thread = looking(); thread.isPresent(); thread = looking()) {
            thread.get().join();
        }
    }
}

package io.masterha.manager.cli.workdir;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.masterha.binlog.Problem;
import io.masterha.manager.cli.start.ManagerError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Lets one manager at a time work for an application in a work directory; a killed one leaves nothing behind. */
public final class OneManager implements AutoCloseable {
    private final FileChannel channel;

    private OneManager(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws Problem if another one is at work */
    public static OneManager claim(Path workdir, String application) {
        return claim(workdir, application, false);
    }

    /** @param shared whether its process is the manager of other applications too: masterha-stop must know */
    public static OneManager claim(Path workdir, String application, boolean shared) {
        Path file = file(workdir, application);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw Problem.of(ManagerError.ALREADY_RUNS, "a manager of " + application + " runs already")
                        .why(file + " is locked by it")
                        .next("masterha-check-status --conf=FILE shows it, masterha-stop --conf=FILE stops it");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((shared ? note(ProcessHandle.current().pid()) : "").getBytes(US_ASCII)));
            return new OneManager(channel);
        } catch (IOException e) {
            throw Problem.of(ManagerError.WORKDIR_UNUSABLE, file + ": it cannot be locked")
                    .why(String.valueOf(e.getMessage()))
                    .next("check the space on the disk and the mode of the work directory")
                    .causedBy(e);
        }
    }

    private static Path file(Path workdir, String application) {
        return workdir.resolve(application + ".manager.lock");
    }

    private static String note(long pid) {
        return "shared " + pid + "\n";
    }

    /** Whether this process, the manager of the application, is that of other applications too. */
    public static boolean isShared(Path workdir, String application, long pid) {
        try {
            return Files.readString(file(workdir, application)).equals(note(pid));
        } catch (IOException none) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock ends with the process.
        }
    }
}

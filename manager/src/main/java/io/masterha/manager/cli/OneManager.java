package io.masterha.manager.cli;

import io.masterha.binlog.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Lets one manager at a time work for an application in a work directory; a killed one leaves nothing behind. */
final class OneManager implements AutoCloseable {
    private final FileChannel channel;

    private OneManager(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws Problem if another one is at work */
    static OneManager claim(Path workdir, String application) {
        Path file = workdir.resolve(application + ".manager.lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw Problem.of(ManagerError.ALREADY_RUNS, "a manager of " + application + " runs already")
                        .why(file + " is locked by it")
                        .next("masterha-check-status --conf=FILE shows it, masterha-stop --conf=FILE stops it");
            }
            return new OneManager(channel);
        } catch (IOException e) {
            throw Problem.of(ManagerError.WORKDIR_UNUSABLE, file + ": it cannot be locked")
                    .why(String.valueOf(e.getMessage()))
                    .next("check the space on the disk and the mode of the work directory")
                    .causedBy(e);
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

package io.masterha.node.hold;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Locks a file as a server does at its start, says whether it could, and stays until it is killed. */
final class LockingProcess {
    private static final Duration MOST = Duration.ofMinutes(5);

    private LockingProcess() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
            System.out.println(channel.tryLock() == null ? "busy" : "locked");
            // The test kills it when it has seen enough; if the test was killed itself, it ends here.
            Thread.sleep(MOST.toMillis());
        }
    }
}

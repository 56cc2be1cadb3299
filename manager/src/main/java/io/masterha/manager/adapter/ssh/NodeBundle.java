package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The node commands with their own runtime, packed for one kind of machine.
 *
 * @param file the archive on the manager
 * @param name {@code masterha-node-VERSION-HASH}; two bundles with the same name hold the same
 * @param architecture as {@code uname -m} says it
 * @param sha256 checksum of the archive
 */
record NodeBundle(Path file, String name, String architecture, String sha256) {
    private static final Pattern FILE_NAME = Pattern.compile("(masterha-node-.+)-linux-([A-Za-z0-9_]+)\\.tar\\.gz");

    /** The bundles of a directory; none if there is no such directory. */
    static List<NodeBundle> in(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().flatMap(file -> read(file).stream()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<NodeBundle> read(Path file) {
        Matcher name = FILE_NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            return Optional.empty();
        }
        Path sum = file.resolveSibling(file.getFileName() + ".sha256");
        try {
            String sha256 = Files.readString(sum).strip().split("\\s+")[0];
            return Optional.of(new NodeBundle(file, name.group(1), name.group(2), sha256));
        } catch (IOException e) {
            throw Problem.of(SshError.NODE_MISSING, "the node bundle " + file + " has no checksum beside it")
                    .why(String.valueOf(e.getMessage()))
                    .next("make dist")
                    .causedBy(e);
        }
    }
}

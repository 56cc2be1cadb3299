package io.masterha.manager.adapter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who could put other words into a script's file: it is run with the manager's rights.
 *
 * <p>Looked at are the file, every link on the way to it, and every directory in which one of them could be exchanged. A
 * sticky directory lets nobody exchange what belongs to another.
 */
final class ScriptFile {
    private static final int ROOT = 0;

    private ScriptFile() {}

    /** Why everybody could; empty if not. */
    static Optional<String> openToAll(Path script) throws IOException {
        for (Path part : parts(script)) {
            Path real = part.toRealPath();
            boolean isOpen = Files.getPosixFilePermissions(real).contains(PosixFilePermission.OTHERS_WRITE);
            boolean isDirectory = Files.isDirectory(real);
            if (isOpen && !(isDirectory && isSticky(real))) {
                return Optional.of((isDirectory ? "the directory " : "") + real
                        + " can be written to by everybody: chmod o-w " + real);
            }
        }
        return Optional.empty();
    }

    /** Who beside root and this account could; empty if nobody. */
    static Optional<String> inOtherHands(Path script) throws IOException {
        int own = uid(Path.of("/proc/self"));
        for (Path part : parts(script)) {
            int owner = uid(part);
            if (owner != ROOT && owner != own) {
                return Optional.of(part + " belongs to " + Files.getOwner(part, LinkOption.NOFOLLOW_LINKS)
                        + ", who could put anything there: chown root " + part);
            }
        }
        return Optional.empty();
    }

    /** As written and as resolved: the file, links on the way, and all directories above. */
    private static Set<Path> parts(Path script) throws IOException {
        Set<Path> parts = new LinkedHashSet<>();
        Path next = script.toAbsolutePath().normalize();
        parts.add(script.toRealPath());
        // A chain of links has no end only if it is a ring, which toRealPath has refused.
        while (Files.isSymbolicLink(next)) {
            addWithParents(parts, next);
            next = next.resolveSibling(Files.readSymbolicLink(next)).normalize();
        }
        addWithParents(parts, next);
        addWithParents(parts, script.toRealPath());
        return parts;
    }

    private static void addWithParents(Set<Path> parts, Path path) {
        for (Path part = path; part != null; part = part.getParent()) {
            parts.add(part);
        }
    }

    private static int uid(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isSticky(Path directory) throws IOException {
        return ((int) Files.getAttribute(directory, "unix:mode") & 01000) != 0;
    }
}

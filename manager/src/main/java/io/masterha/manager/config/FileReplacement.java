package io.masterha.manager.config;

import io.masterha.binlog.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Puts new content in the place of a file: a crash leaves the old file or the new one, never half of it. */
final class FileReplacement {
    private FileReplacement() {}

    /** Through a symbolic link the file behind it is replaced; mode, owner and group stay, or nothing is changed. */
    static void replace(Path file, byte[] content) {
        try {
            Path target = file.toRealPath();
            Path temporary = target.resolveSibling("." + target.getFileName() + ".new");
            Files.deleteIfExists(temporary);
            // Private until it has the owner of the old file: it holds passwords.
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                write(temporary, content);
                takeOwnership(target, temporary);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            sync(Optional.ofNullable(target.getParent()).orElse(Path.of(".")));
        } catch (IOException e) {
            throw Problem.of(ConfigError.CONFIG_UNREADABLE, file + ": it cannot be rewritten")
                    .why(reason(e))
                    .next("check the owner of the file and of its directory, and the space on the disk")
                    .causedBy(e);
        }
    }

    /** What an exception of the file system means, in words: its own message is often no more than the file's name. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file or directory";
        }
        boolean hasReason = e instanceof FileSystemException f && f.getReason() != null;
        return hasReason ? String.valueOf(((FileSystemException) e).getReason()) : String.valueOf(e.getMessage());
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    private static void takeOwnership(Path from, Path to) throws IOException {
        PosixFileAttributes old = Files.readAttributes(from, PosixFileAttributes.class);
        PosixFileAttributes now = Files.readAttributes(to, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (!old.owner().equals(now.owner())) {
            view.setOwner(old.owner());
        }
        if (!old.group().equals(now.group())) {
            view.setGroup(old.group());
        }
        view.setPermissions(old.permissions());
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

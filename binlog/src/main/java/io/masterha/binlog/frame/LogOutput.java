package io.masterha.binlog.frame;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that appears whole or not at all: written under a temporary name, synced, then renamed.
 *
 * <p>Only its owner may read it, because a log holds the users' data. Counts and digests what goes through.
 */
public final class LogOutput implements WritableByteChannel, Closeable {
    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final SideDigest digest = new SideDigest();
    private final SideSync sync;
    private long position;
    private boolean committed;

    private LogOutput(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
        this.sync = new SideSync(channel);
    }

    /** Begins the file; a left-over of an earlier run under the temporary name is replaced. */
    public static LogOutput create(Path target) {
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            Files.deleteIfExists(temporary);
            FileChannel channel = FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new LogOutput(target, temporary, channel);
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    @Override
    public int write(ByteBuffer bytes) {
        int count = bytes.remaining();
        digest.update(bytes);
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw failed(target, e);
        }
        position += count;
        sync.reached(position);
        return count;
    }

    /** How many bytes were written so far. */
    public long position() {
        return position;
    }

    /** SHA-256 of what was written so far, lower-case hexadecimal. */
    public String sha256() {
        return digest.hex();
    }

    /** Makes the file durable and gives it its name. */
    public void commit() {
        try {
            sync.end();
            channel.force(true);
            channel.close();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            committed = true;
            Path directory = target.toAbsolutePath().getParent();
            if (directory != null) {
                try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
                    folder.force(true);
                }
            }
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Removes what was written, unless it was committed. */
    @Override
    public void close() {
        digest.close();
        if (committed) {
            return;
        }
        try {
            channel.close();
            sync.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    private static Problem failed(Path target, IOException e) {
        return Problem.of(LogError.OUTPUT_FAILED, "cannot write " + target)
                .why(FileReason.of(e))
                .next("df -h " + target.toAbsolutePath().getParent())
                .causedBy(e);
    }
}

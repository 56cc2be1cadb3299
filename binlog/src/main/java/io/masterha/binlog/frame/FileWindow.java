package io.masterha.binlog.frame;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.CRC32;

/**
 * One array of 256 KiB over a file that may become shorter at any moment.
 *
 * <p>Not mapped into memory: a mapping kills the JVM when the server truncates the file under it. An array and no buffer: each
 * number in a buffer costs five calls, which only the second compiler takes away, and it does not work here (ADR 12). The
 * arrays of closed files are used again.
 */
final class FileWindow implements Closeable {
    static final int BYTES = 1 << 18;

    private static final int SPARE = 4;
    private static final ArrayBlockingQueue<byte[]> UNUSED = new ArrayBlockingQueue<>(SPARE);

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final Reading reading;
    private final byte[] bytes;
    private final ByteBuffer view;
    private final CRC32 crc = new CRC32();
    private long start;
    private int length;

    private FileWindow(Path path, FileChannel channel, long size, Reading reading) {
        this.path = path;
        this.channel = channel;
        this.size = size;
        this.reading = reading;
        byte[] used = UNUSED.poll();
        this.bytes = used == null ? new byte[BYTES] : used;
        this.view = ByteBuffer.wrap(bytes);
    }

    static FileWindow open(Path path, Reading reading) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            return new FileWindow(path, channel, channel.size(), reading);
        } catch (NoSuchFileException e) {
            throw Problem.of(LogError.LOG_NOT_FOUND, "no such log file: " + path)
                    .next("ls -l " + path.toAbsolutePath().getParent())
                    .causedBy(e);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    Path path() {
        return path;
    }

    /** Size of the file when it was opened. */
    long size() {
        return size;
    }

    /** Makes the array hold a stretch of the file; returns where it begins in the array, or -1 if it is not there. */
    int hold(long from, int count) {
        if (from >= start && from + count <= start + length) {
            return (int) (from - start);
        }
        return fetch(from, count);
    }

    private int fetch(long from, int count) {
        int kept = 0;
        if (from >= start && from < start + length) {
            int at = (int) (from - start);
            kept = length - at;
            System.arraycopy(bytes, at, bytes, 0, kept);
        }
        start = from;
        length = kept;
        try {
            view.limit(BYTES).position(kept);
            while (length < count) {
                int read = channel.read(view, start + length);
                if (read < 0) {
                    return -1;
                }
                length += read;
                reading.read(read);
            }
            return 0;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** Where {@link #hold} brought it. */
    byte[] bytes() {
        return bytes;
    }

    /** The number of four bytes, little endian, that begins at an index of {@link #bytes}. */
    static int intAt(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }

    /** CRC32 of a stretch of any length; negative if the file ends before. */
    long crcOf(long from, long count) {
        crc.reset();
        for (long done = 0; done < count; ) {
            int part = (int) Math.min(BYTES, count - done);
            int at = hold(from + done, part);
            if (at < 0) {
                return -1;
            }
            crc.update(bytes, at, part);
            done += part;
        }
        return crc.getValue();
    }

    /** Whether everything from an offset to the end is there and zero. */
    boolean isZeroFrom(long from) {
        long left = size - from;
        for (long done = 0; done < left; ) {
            int part = (int) Math.min(BYTES, left - done);
            int at = hold(from + done, part);
            for (int i = 0; i < part; i++) {
                if (at < 0 || bytes[at + i] != 0) {
                    return false;
                }
            }
            done += part;
        }
        return true;
    }

    /** Reads bytes of the file, from the array where it holds them. Fills {@code into} completely. */
    void read(long from, ByteBuffer into) {
        try {
            long at = from;
            if (at >= start && at < start + length) {
                int index = (int) (at - start);
                int count = Math.min(into.remaining(), length - index);
                into.put(bytes, index, count);
                at += count;
            }
            while (into.hasRemaining()) {
                int count = channel.read(into, at);
                if (count < 0) {
                    throw Problem.of(LogError.LOG_UNREADABLE, path + " became shorter while it was read");
                }
                at += count;
                reading.read(count);
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static Problem unreadable(Path path, IOException e) {
        return Problem.of(LogError.LOG_UNREADABLE, "cannot read " + path)
                .why(FileReason.of(e))
                .next("ls -l " + path)
                .causedBy(e);
    }

    @Override
    public void close() {
        try {
            if (channel.isOpen()) {
                channel.close();
                start = 0;
                length = 0;
                UNUSED.offer(bytes);
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }
}

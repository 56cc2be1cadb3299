package io.masterha.binlog.frame;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.CRC32;

/**
 * One buffer of 256 KiB over a file that may become shorter at any moment.
 *
 * <p>Not mapped into memory: a mapping kills the JVM when the server truncates the file under it. The buffers of closed files
 * are used again: what lies outside the heap is given back by the garbage collector only, which seldom runs.
 */
final class FileWindow implements Closeable {
    static final int BYTES = 1 << 18;

    private static final int SPARE = 4;
    private static final ArrayBlockingQueue<ByteBuffer> UNUSED = new ArrayBlockingQueue<>(SPARE);

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final Reading reading;
    private final ByteBuffer buffer;
    private final ByteBuffer view;
    private final CRC32 crc = new CRC32();
    private long start;
    private int length;

    private FileWindow(Path path, FileChannel channel, long size, Reading reading) {
        this.path = path;
        this.channel = channel;
        this.size = size;
        this.reading = reading;
        ByteBuffer used = UNUSED.poll();
        this.buffer = used == null ? ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN) : used.clear();
        this.view = buffer.duplicate();
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

    /** Makes the buffer hold a stretch of the file; returns where it begins in the buffer, or -1 if it is not there. */
    int hold(long from, int count) {
        if (from >= start && from + count <= start + length) {
            return (int) (from - start);
        }
        try {
            int kept = 0;
            if (from >= start && from < start + length) {
                buffer.limit(length).position((int) (from - start));
                kept = buffer.remaining();
                buffer.compact();
            } else {
                buffer.clear();
            }
            start = from;
            length = kept;
            buffer.limit(BYTES).position(kept);
            while (length < count) {
                int read = channel.read(buffer, start + length);
                if (read < 0) {
                    buffer.clear();
                    return -1;
                }
                length += read;
                reading.read(read);
            }
            buffer.clear();
            return 0;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** What {@link #hold} brought, little endian, by index. */
    ByteBuffer buffer() {
        return buffer;
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
            view.limit(at + part).position(at);
            crc.update(view);
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
                if (at < 0 || buffer.get(at + i) != 0) {
                    return false;
                }
            }
            done += part;
        }
        return true;
    }

    /** Reads bytes of the file, from the buffer where it holds them. Fills {@code into} completely. */
    void read(long from, ByteBuffer into) {
        try {
            long at = from;
            if (at >= start && at < start + length) {
                int index = (int) (at - start);
                int count = Math.min(into.remaining(), length - index);
                into.put(into.position(), buffer, index, count);
                into.position(into.position() + count);
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
                UNUSED.offer(buffer);
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }
}

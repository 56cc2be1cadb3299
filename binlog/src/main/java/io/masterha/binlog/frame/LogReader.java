package io.masterha.binlog.frame;

import io.masterha.binlog.Reading;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Walks over the events of one binary log or relay log, verifies each checksum, and says how the file ends.
 *
 * <p>Reads through one buffer, so memory is bounded for any file and any event. What a server appends after the file was
 * opened is not seen.
 */
public final class LogReader implements Closeable {
    /** Length of the four magic bytes, and so the offset of the first event. */
    public static final int FIRST_EVENT = 4;

    private static final int MAGIC = 0x6e6962fe;
    private static final int MAGIC_ENCRYPTED = 0x6e6962fd;
    private static final int ROTATE_POSITION_BYTES = 8;
    private static final String BECAME_SHORTER = "the file became shorter while it was read";

    private final FileWindow window;
    private final byte[] held;
    private final EventFrame.Bytes bytes;
    private final long size;
    private final EventPositions positions = new EventPositions();

    private Optional<FormatDescription> format = Optional.empty();
    private Optional<LogEnd> end = Optional.empty();
    private int checksumBytes;
    private long offset;
    private long nextOffset = FIRST_EVENT;
    private long timestamp;
    private int type;
    private long serverId;
    private long length;
    private int flags;
    private long endPosition;
    private boolean checksumsMatter = true;

    private LogReader(FileWindow window) {
        this.window = window;
        this.held = window.bytes();
        this.bytes = window::read;
        this.size = window.size();
    }

    /** Opens a file; one that is no binary log, or encrypted, opens too and ends at once with the reason. */
    public static LogReader open(Path path) {
        return open(path, Reading.UNWATCHED);
    }

    /** The same, told to somebody. */
    public static LogReader open(Path path, Reading reading) {
        LogReader reader = new LogReader(FileWindow.open(path, reading));
        reader.checkMagic();
        return reader;
    }

    /** Steps to the next whole and verified event; false at the end, see {@link #end()}. */
    public boolean next() {
        if (end.isPresent()) {
            return false;
        }
        offset = nextOffset;
        long left = size - offset;
        if (left < EventFrame.HEADER) {
            return left == 0 ? stop(LogEnd.Kind.CLEAN, "") : stopAtTail("only " + left + " bytes of an event header");
        }
        int at = window.hold(offset, EventFrame.HEADER);
        if (at < 0) {
            return stop(LogEnd.Kind.TRUNCATED_EVENT, BECAME_SHORTER);
        }
        timestamp = FileWindow.intAt(held, at) & 0xFFFFFFFFL;
        type = held[at + 4] & 0xFF;
        serverId = FileWindow.intAt(held, at + 5) & 0xFFFFFFFFL;
        length = FileWindow.intAt(held, at + 9) & 0xFFFFFFFFL;
        long rawEnd = FileWindow.intAt(held, at + 13) & 0xFFFFFFFFL;
        flags = (held[at + 17] & 0xFF) | (held[at + 18] & 0xFF) << 8;
        if (length < EventFrame.HEADER + checksumBytes || length > left || (format.isEmpty() && !isFormat())) {
            return stopAtBadHeader(left);
        }
        if (isFormat() ? !readFormat() : (checksumBytes > 0 && !checksumMatches())) {
            return false;
        }
        if (type == EventType.MARIADB_START_ENCRYPTION) {
            return stop(LogEnd.Kind.ENCRYPTED_BY_MARIADB, "a START_ENCRYPTION event stands at offset " + offset);
        }
        endPosition = positions.widen(rawEnd, flags);
        if (type == EventType.ROTATE) {
            followRotate();
        }
        nextOffset = offset + length;
        return true;
    }

    /** The event that {@link #next()} stepped to; stays readable until the reader is closed. */
    public EventFrame frame() {
        Checksum checksum = isFormat() || checksumBytes > 0 ? Checksum.CRC32 : Checksum.NONE;
        return new EventFrame(bytes, checksum, offset, length, endPosition, timestamp, serverId, type, flags);
    }

    /** The raw type of the current event, without making a frame of it. */
    public int type() {
        return type;
    }

    /** Seconds since 1970 of the current event, see {@link EventFrame#timestampSeconds()}. */
    public long timestampSeconds() {
        return timestamp;
    }

    /** The current event's place in the log of the server that wrote it, see {@link EventFrame#endPosition()}. */
    public long endPosition() {
        return endPosition;
    }

    /** Whether the current event has a flag, without making a frame of it. */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Where the current event begins in this file. */
    public long offset() {
        return offset;
    }

    /** Length of the current event in bytes. */
    public long length() {
        return length;
    }

    public Path path() {
        return window.path();
    }

    /** Size of the file when it was opened. */
    public long size() {
        return size;
    }

    /** The format description that governs the current event; empty before the first one. */
    public Optional<FormatDescription> format() {
        return format;
    }

    /** How the file ends; empty as long as {@link #next()} answers true. */
    public Optional<LogEnd> end() {
        return end;
    }

    /** Goes on at another offset, which must be the start of an event. The format description stays in force. */
    public void seek(long eventOffset) {
        nextOffset = eventOffset;
        end = eventOffset > size
                ? Optional.of(new LogEnd(LogEnd.Kind.TRUNCATED_EVENT, size, "the file ends before " + eventOffset))
                : Optional.empty();
    }

    /** Goes on at another offset under a format description that was read before. */
    public void resume(FormatDescription description, long eventOffset) {
        format = Optional.of(description);
        checksumBytes = description.checksum().bytes();
        seek(eventOffset);
    }

    /** Whether checksums are verified (default); if not, every event counts as whole. For skipping, and for a second walk. */
    public void verifyChecksums(boolean verify) {
        checksumsMatter = verify;
    }

    /** Tells the source's position at which the next event begins, for files that do not say it by a ROTATE. */
    public void continueAt(long sourceOffset) {
        positions.restart(sourceOffset);
    }

    /** Reads bytes of the file. Fills {@code into} completely. */
    public void read(long from, ByteBuffer into) {
        window.read(from, into);
    }

    @Override
    public void close() {
        window.close();
    }

    private void checkMagic() {
        if (size < FIRST_EVENT) {
            nextOffset = 0;
            stop(LogEnd.Kind.NOT_A_BINLOG, size == 0 ? "the file is empty" : "the file has only " + size + " bytes");
            return;
        }
        int at = window.hold(0, FIRST_EVENT);
        int magic = at < 0 ? 0 : FileWindow.intAt(held, at);
        if (magic == MAGIC) {
            return;
        }
        nextOffset = 0;
        if (magic == MAGIC_ENCRYPTED) {
            stop(LogEnd.Kind.ENCRYPTED_BY_MYSQL, "the file begins with the bytes fd 62 69 6e");
        } else {
            stop(LogEnd.Kind.NOT_A_BINLOG, "the file does not begin with the bytes fe 62 69 6e");
        }
    }

    private boolean isFormat() {
        return type == EventType.FORMAT_DESCRIPTION;
    }

    private boolean readFormat() {
        if (length > FileWindow.BYTES) {
            return stopAtTail("a format description of " + length + " bytes");
        }
        byte[] event = new byte[(int) length];
        window.read(offset, ByteBuffer.wrap(event));
        try {
            FormatDescription read = FormatDescription.parse(event);
            format = Optional.of(read);
            checksumBytes = read.checksum().bytes();
            return true;
        } catch (IllegalArgumentException e) {
            LogEnd.Kind kind = format.isEmpty() ? LogEnd.Kind.NOT_A_BINLOG : LogEnd.Kind.CRC_MISMATCH;
            return stop(kind, String.valueOf(e.getMessage()) + " at offset " + offset);
        }
    }

    /** Of a ROTATE only the body is true: MariaDB writes some whose header counts relay log bytes. */
    private void followRotate() {
        if ((flags & EventFrame.FLAG_RELAY_LOG) == 0 && length >= EventFrame.HEADER + ROTATE_POSITION_BYTES) {
            ByteBuffer body = ByteBuffer.allocate(ROTATE_POSITION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            read(offset + EventFrame.HEADER, body);
            positions.restart(body.getLong(0));
        }
    }

    private boolean checksumMatches() {
        if (!checksumsMatter) {
            return true;
        }
        long covered = length - checksumBytes;
        long found = window.crcOf(offset, covered);
        int at = found < 0 ? -1 : window.hold(offset + covered, Integer.BYTES);
        if (at < 0) {
            return stop(LogEnd.Kind.TRUNCATED_EVENT, BECAME_SHORTER);
        }
        return (int) found == FileWindow.intAt(held, at)
                || stop(
                        LogEnd.Kind.CRC_MISMATCH,
                        "the checksum of " + EventType.nameOf(type) + " at offset " + offset + " does not match its "
                                + length + " bytes");
    }

    private boolean stopAtBadHeader(long left) {
        if (format.isEmpty()) {
            boolean torn = isFormat() && length > left;
            return stop(
                    torn ? LogEnd.Kind.TRUNCATED_EVENT : LogEnd.Kind.NOT_A_BINLOG,
                    "no whole format description stands at its beginning");
        }
        if (length > left && EventType.isPlausible(type) && length <= (1L << 30) + (1L << 20)) {
            return stop(
                    LogEnd.Kind.TRUNCATED_EVENT,
                    EventType.nameOf(type) + " at offset " + offset + " has only " + left + " of " + length + " bytes");
        }
        return stopAtTail("no event header at offset " + offset);
    }

    /** The end of a file whose last bytes are no event: zeros after a power failure, else a torn header or garbage. */
    private boolean stopAtTail(String detail) {
        long left = size - offset;
        if (window.isZeroFrom(offset)) {
            return stop(LogEnd.Kind.ZERO_TAIL, left + " zero bytes from offset " + offset);
        }
        return stop(left < EventFrame.HEADER ? LogEnd.Kind.TRUNCATED_EVENT : LogEnd.Kind.RANDOM_TAIL, detail);
    }

    private boolean stop(LogEnd.Kind kind, String detail) {
        end = Optional.of(new LogEnd(kind, nextOffset, detail));
        return false;
    }
}

package io.masterha.binlog.extract;

import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.EventCopier;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.frame.LogOutput;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.node.LogPiece;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes stretches of events one behind the other into one valid binary log.
 *
 * <p>The format description stands once at the head; a second one only where the server's version changed between two
 * input files. All events carry the same checksum.
 */
final class LogWriter implements Closeable {
    private static final byte[] MAGIC = {(byte) 0xfe, 'b', 'i', 'n'};
    private static final int CHUNK = 1 << 18;

    private final Path target;
    private final Checksum checksum;
    private final LogOutput out;
    private final EventCopier copier = new EventCopier();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private final List<LogPiece> pieces = new ArrayList<>();
    private FormatDescription format;

    /**
     * What was written.
     *
     * @param path empty if nothing was
     * @param pieces which parts of the source's files it holds; where each begins there is not known yet
     */
    record Written(String path, long bytes, String sha256, List<LogPiece> pieces) {
        static final Written NOTHING = new Written("", 0, "", List.of());
    }

    /**
     * Begins the file.
     *
     * @param format governs the first events
     * @param checksum what all of them are to carry
     * @param fromHead whether the log begins with the head of the source's, whose start is then told
     */
    LogWriter(Path target, FormatDescription format, Checksum checksum, boolean fromHead) {
        this.target = target;
        this.format = format;
        this.checksum = checksum;
        this.out = LogOutput.create(target);
        try {
            out.write(ByteBuffer.wrap(MAGIC));
            writeFormat(fromHead ? format.created() : 0);
        } catch (Problem e) {
            out.close();
            throw e;
        }
    }

    /** Adds events behind the others. */
    void add(Stretch stretch, Reading reading) {
        if (!stretch.format().hasSameLayout(format)) {
            format = stretch.format();
            writeFormat(format.created());
        }
        long begin = out.position();
        if (stretch.format().checksum() == checksum) {
            addBytes(stretch, reading);
        } else {
            addChanged(stretch, reading);
        }
        int grown = checksum.bytes() - stretch.format().checksum().bytes();
        addPiece(new LogPiece(stretch.file(), 0, stretch.to(), begin, out.position() - begin, grown));
    }

    /** Adds bytes that need not be events. */
    void addBytes(Stretch stretch, Reading reading) {
        try (LogReader reader = LogReader.open(stretch.path(), reading)) {
            for (long at = stretch.start(); at < stretch.end(); ) {
                chunk.clear().limit((int) Math.min(CHUNK, stretch.end() - at));
                reader.read(at, chunk);
                at += chunk.flip().remaining();
                out.write(chunk);
            }
        }
    }

    /** Makes the file durable and gives it its name. */
    Written finish() {
        String sha256 = out.sha256();
        out.commit();
        return new Written(target.toString(), out.position(), sha256, pieces);
    }

    /** Removes what was written, unless it is finished. */
    @Override
    public void close() {
        out.close();
    }

    private void writeFormat(long created) {
        int length = format.bytes().length;
        out.write(ByteBuffer.wrap(format.bytes(checksum, created, out.position() + length)));
    }

    private void addChanged(Stretch stretch, Reading reading) {
        try (LogReader reader = LogReader.open(stretch.path(), reading)) {
            reader.resume(stretch.format(), stretch.start());
            for (long at = stretch.start(); at < stretch.end(); at += reader.length()) {
                if (!reader.next()) {
                    throw Problem.of(LogError.LOG_UNREADABLE, stretch.path() + " changed while it was copied");
                }
                copier.copy(reader.frame(), checksum, out);
            }
        }
    }

    /** Joins a stretch with the one before it if both belong to the same file and stand side by side. */
    private void addPiece(LogPiece next) {
        int last = pieces.size() - 1;
        if (last >= 0) {
            LogPiece open = pieces.get(last);
            if (open.file().equals(next.file())
                    && open.grown() == next.grown()
                    && open.offset() + open.length() == next.offset()) {
                long length = open.length() + next.length();
                pieces.set(last, new LogPiece(open.file(), 0, next.to(), open.offset(), length, open.grown()));
                return;
            }
        }
        pieces.add(next);
    }
}

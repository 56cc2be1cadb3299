package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.extract.VirtualCursor;
import io.masterha.binlog.extract.VirtualEvent;
import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.EventCopier;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.frame.LogOutput;
import io.masterha.binlog.transaction.TransactionBoundary;
import io.masterha.binlog.transaction.TransactionBoundary.Step;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One ordinary binary log file with everything of a virtual one from a position on, for programs that read files.
 *
 * <p>Remembers how offsets in the file belong to positions of the source.
 */
final class FlatLog {
    private static final byte[] MAGIC = {(byte) 0xfe, 'b', 'i', 'n'};

    /** Takes the events in order; answers by how many bytes the file has grown. */
    private interface Sink {
        long take(VirtualEvent event, Optional<FormatDescription> newFormat, Checksum checksum);
    }

    private final VirtualBinlog binlog;
    private final BinlogPosition from;

    FlatLog(VirtualBinlog binlog, BinlogPosition from) {
        this.binlog = binlog;
        this.from = from;
    }

    /** Writes the file; only its owner may read it. */
    void write(Path path) {
        EventCopier copier = new EventCopier();
        try (LogOutput out = LogOutput.create(path)) {
            out.write(ByteBuffer.wrap(MAGIC));
            walk(Long.MAX_VALUE, (event, newFormat, checksum) -> {
                long begin = out.position();
                newFormat.ifPresent(format -> {
                    long end = out.position() + format.bytes().length;
                    out.write(ByteBuffer.wrap(format.bytes(checksum, 0, end)));
                });
                copier.copy(event.frame(), checksum, out);
                return out.position() - begin;
            });
            out.commit();
        }
    }

    /** Up to where the source's log is executed if the event at this offset of the file is the first one that is not. */
    BinlogPosition completeBefore(long offset) {
        return walk(
                offset,
                (event, newFormat, checksum) ->
                        newFormat.map(format -> (long) format.bytes().length).orElse(0L)
                                + event.frame().length()
                                + checksum.bytes()
                                - event.frame().checksum().bytes());
    }

    /** Walks to an offset; returns the end of the last complete transaction before it. */
    private BinlogPosition walk(long limit, Sink sink) {
        TransactionBoundary boundary = new TransactionBoundary();
        BinlogPosition complete = from;
        long offset = MAGIC.length;
        Optional<FormatDescription> format = Optional.empty();
        Checksum checksum = Checksum.NONE;
        try (VirtualCursor cursor = binlog.from(from)) {
            while (cursor.next()) {
                VirtualEvent event = cursor.event();
                if (event.frame().type() == EventType.MARIADB_GTID_LIST) {
                    // It describes the head of a file; in the middle mariadb-binlog takes it for a missing log.
                    continue;
                }
                Optional<FormatDescription> before = format;
                boolean isNew = before.isEmpty() || !before.get().hasSameLayout(event.format());
                if (before.isEmpty()) {
                    checksum = event.format().checksum();
                }
                format = Optional.of(event.format());
                offset += sink.take(event, isNew ? format : Optional.empty(), checksum);
                if (offset > limit) {
                    return complete;
                }
                Step step = boundary.next(event.frame());
                if (step == Step.COMPLETES || step == Step.ALONE) {
                    complete = event.endPosition();
                }
            }
        }
        return complete;
    }
}

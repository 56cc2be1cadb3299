package io.masterha.binlog;

import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.extract.VirtualCursor;
import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.node.SavedLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * An event of the source as a test compares it: where it stood (if it says so), its type and its bytes without length
 * and checksum, which change when the checksum of a log is normalised.
 *
 * @param known whether the event says where it stood
 */
public record SourceEvent(BinlogPosition start, BinlogPosition end, boolean known, int type, String bytes) {
    private static final int LENGTH_AT = 9;

    static SourceEvent of(String file, long start, long end, EventFrame event) {
        byte[] bytes = event.bytes();
        Arrays.fill(bytes, LENGTH_AT, LENGTH_AT + Integer.BYTES, (byte) 0);
        int content = bytes.length - (event.checksum() == Checksum.CRC32 ? Checksum.CRC32.bytes() : 0);
        return new SourceEvent(
                new BinlogPosition(file, start),
                new BinlogPosition(file, end),
                event.endPosition() != 0,
                event.type(),
                HexFormat.of().formatHex(bytes, 0, content));
    }

    public boolean isHousekeeping() {
        return EventType.isHousekeeping(type);
    }

    /** All events of a source's binary logs, housekeeping included. */
    public static List<SourceEvent> inBinlogs(List<Path> files) {
        List<SourceEvent> events = new ArrayList<>();
        for (Path file : files) {
            try (LogReader reader = LogReader.open(file)) {
                while (reader.next()) {
                    EventFrame event = reader.frame();
                    events.add(of(file.getFileName().toString(), event.offset(), event.end(), event));
                }
            }
        }
        return events;
    }

    /** What a saved log holds, up to the last complete transaction, read through the virtual log. */
    public static List<SourceEvent> inSaved(SavedLog... logs) {
        VirtualBinlog binlog = VirtualBinlog.of(List.of(logs));
        List<SourceEvent> events = new ArrayList<>();
        try (VirtualCursor cursor = binlog.from(binlog.start())) {
            while (cursor.next()) {
                var event = cursor.event();
                events.add(of(event.file(), event.start(), event.end(), event.frame()));
            }
        }
        return events;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceEvent that
                && start.file().equals(that.start.file())
                && (!known || (start.equals(that.start) && end.equals(that.end)))
                && known == that.known
                && type == that.type
                && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    @Override
    public String toString() {
        return EventType.nameOf(type) + " " + start + "-" + end.offset();
    }
}

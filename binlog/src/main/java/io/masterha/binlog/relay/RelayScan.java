package io.masterha.binlog.relay;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.extract.Stretch;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.frame.LogReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks over relay logs in index order and finds which stretches of the source's binary logs they hold.
 *
 * <p>What the replica wrote itself is ignored by its flag, not by its server id. A ROTATE says where the source's log
 * goes on, and drops what was collected at or behind that place: it is being received again. Positions have holes.
 */
final class RelayScan {
    private static final int ROTATE_NAME_AT = 8;
    private static final String UNKNOWN = "";

    private final List<Stretch> segments = new ArrayList<>();
    private BinlogPosition reached = new BinlogPosition(UNKNOWN, LogReader.FIRST_EVENT);
    private Optional<BinlogPosition> begin = Optional.empty();
    private String endDetail = "";

    static RelayScan of(List<Path> files) {
        RelayScan scan = new RelayScan();
        for (Path file : files) {
            scan.walk(file);
        }
        return scan;
    }

    List<Stretch> segments() {
        return List.copyOf(segments);
    }

    /** Up to where the source's log was received. The file is empty if no relay log names one. */
    BinlogPosition reached() {
        return reached;
    }

    /** Where the relay logs begin in the source's log; empty if they say nothing about it. */
    Optional<BinlogPosition> begin() {
        return begin;
    }

    /** Why the newest relay log that did not end cleanly could not be read to its end; empty if all did. */
    String endDetail() {
        return endDetail;
    }

    /** Events before the first ROTATE belong to this file. */
    void nameUnknown(String file) {
        for (int i = 0; i < segments.size(); i++) {
            Stretch old = segments.get(i);
            if (old.file().equals(UNKNOWN)) {
                segments.set(
                        i, new Stretch(old.path(), old.start(), old.end(), old.format(), file, old.from(), old.to()));
            }
        }
        if (reached.file().equals(UNKNOWN)) {
            reached = new BinlogPosition(file, reached.offset());
        }
        begin = begin.map(from -> from.file().equals(UNKNOWN) ? new BinlogPosition(file, from.offset()) : from);
    }

    private void walk(Path path) {
        try (LogReader reader = LogReader.open(path)) {
            reader.continueAt(reached.offset());
            while (reader.next()) {
                EventFrame event = reader.frame();
                if (event.has(EventFrame.FLAG_RELAY_LOG)) {
                    continue;
                }
                if (event.type() == EventType.ROTATE) {
                    rotate(targetOf(event));
                } else if (event.endPosition() != 0 && !event.has(EventFrame.FLAG_ARTIFICIAL)) {
                    take(path, reader.format().orElseThrow(), event);
                }
            }
            endDetail = reader.end()
                    .filter(end -> !end.isClean())
                    .map(end -> path + ": " + end.detail())
                    .orElse("");
        }
    }

    private void take(Path path, FormatDescription format, EventFrame event) {
        long end = event.endPosition();
        long start = end - event.length();
        if (event.type() != EventType.FORMAT_DESCRIPTION && start >= 0) {
            BinlogPosition at = new BinlogPosition(reached.file(), start);
            begin = begin.or(() -> Optional.of(at));
            if (at.isBefore(reached)) {
                truncate(at);
            }
            append(path, format, event, start);
        }
        reached = new BinlogPosition(reached.file(), end);
    }

    private void append(Path path, FormatDescription format, EventFrame event, long start) {
        int last = segments.size() - 1;
        if (last >= 0) {
            Stretch open = segments.get(last);
            if (open.end() == event.offset()
                    && open.path().equals(path)
                    && open.format() == format
                    && open.file().equals(reached.file())) {
                segments.set(
                        last,
                        new Stretch(
                                path,
                                open.start(),
                                event.end(),
                                format,
                                open.file(),
                                open.from(),
                                event.endPosition()));
                return;
            }
        }
        segments.add(
                new Stretch(path, event.offset(), event.end(), format, reached.file(), start, event.endPosition()));
    }

    private void rotate(BinlogPosition to) {
        if (reached.file().equals(UNKNOWN)) {
            // Offset 4 is where the source went to a new file: what came before was in the one before.
            nameUnknown(to.offset() > LogReader.FIRST_EVENT || segments.isEmpty() ? to.file() : fileBefore(to));
        }
        begin = begin.or(() -> Optional.of(to));
        truncate(to);
        reached = to;
    }

    private static String fileBefore(BinlogPosition position) {
        return "%s.%06d".formatted(position.baseName(), position.fileNumber() - 1);
    }

    /** Forgets everything at or behind a position of the source: it comes again. */
    private void truncate(BinlogPosition to) {
        while (!segments.isEmpty()) {
            Stretch last = segments.get(segments.size() - 1);
            if (!new BinlogPosition(last.file(), last.to()).isAfter(to)) {
                return;
            }
            segments.remove(segments.size() - 1);
            if (new BinlogPosition(last.file(), last.from()).isBefore(to)) {
                shorten(last, to.offset()).ifPresent(segments::add);
                return;
            }
        }
    }

    /** The events of a segment that end at or before a position; walks, because positions have holes. */
    private static Optional<Stretch> shorten(Stretch segment, long to) {
        try (LogReader reader = LogReader.open(segment.path())) {
            reader.resume(segment.format(), segment.start());
            reader.continueAt(segment.from());
            long end = segment.start();
            long reached = segment.from();
            while (end < segment.end() && reader.next() && reader.frame().endPosition() <= to) {
                end = reader.frame().end();
                reached = reader.frame().endPosition();
            }
            return end == segment.start()
                    ? Optional.empty()
                    : Optional.of(new Stretch(
                            segment.path(),
                            segment.start(),
                            end,
                            segment.format(),
                            segment.file(),
                            segment.from(),
                            reached));
        }
    }

    /** Where a ROTATE says that the source's log goes on. */
    static BinlogPosition targetOf(EventFrame rotate) {
        byte[] body = rotate.head(ROTATE_NAME_AT + 512);
        long offset = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        String name = new String(body, ROTATE_NAME_AT, body.length - ROTATE_NAME_AT, StandardCharsets.UTF_8);
        return new BinlogPosition(name, Math.max(0, offset));
    }
}

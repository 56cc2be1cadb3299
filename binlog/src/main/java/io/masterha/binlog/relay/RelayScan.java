package io.masterha.binlog.relay;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Reading;
import io.masterha.binlog.extract.Stretch;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.frame.Sizes;
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
 * goes on, forwards or backwards. Positions have holes.
 */
final class RelayScan {
    private static final int ROTATE_NAME_AT = 8;
    private static final String UNKNOWN = "";

    private final List<Stretch> segments = new ArrayList<>();
    private BinlogPosition reached = new BinlogPosition(UNKNOWN, LogReader.FIRST_EVENT);
    private Optional<BinlogPosition> begin = Optional.empty();
    private String endDetail = "";
    private BinlogPosition furthest = reached;
    private Reading reading = Reading.UNWATCHED;
    private boolean headOnly;
    private boolean hasEvents;
    private boolean startsTransaction;
    private boolean afterHead;
    private boolean jumped;
    private boolean openEnded;
    private boolean broken;

    static RelayScan of(List<Path> files, Reading reading) {
        RelayScan scan = new RelayScan();
        scan.reading = reading;
        reading.begin("reading the relay logs", Sizes.of(files));
        for (Path file : files) {
            scan.walk(file);
        }
        return scan;
    }

    /** Reads one relay log up to its first event that belongs to a transaction. */
    static RelayScan headOf(Path file) {
        RelayScan scan = new RelayScan();
        scan.headOnly = true;
        scan.walk(file);
        return scan;
    }

    /** Whether the relay logs begin with a GTID event, so surely between two transactions. */
    boolean startsTransaction() {
        return startsTransaction;
    }

    /** Whether they end behind {@link #reached()}, with events that do not say where they stood (MariaDB 11.8). */
    boolean openEnded() {
        return openEnded;
    }

    /** In the order of the source's log, without overlaps. */
    List<Stretch> segments() {
        return Overlaps.resolve(segments);
    }

    /**
     * Whether the source left something out in the middle of a relay log: by a filter, or because the replica had it
     * already, from an earlier relay log.
     */
    boolean jumped() {
        return jumped;
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
        try (LogReader reader = LogReader.open(path, reading)) {
            hasEvents = false;
            afterHead = false;
            reader.continueAt(reached.offset());
            boolean closed = false;
            while (reader.next()) {
                EventFrame event = reader.frame();
                closed = event.type() == EventType.STOP
                        || (event.type() == EventType.ROTATE && event.has(EventFrame.FLAG_RELAY_LOG));
                if (event.has(EventFrame.FLAG_RELAY_LOG)) {
                    continue;
                }
                if (event.type() == EventType.ROTATE) {
                    rotate(targetOf(event));
                } else if (event.type() == EventType.MARIADB_GTID_LIST && event.has(EventFrame.FLAG_ARTIFICIAL)) {
                    goOnFrom(new BinlogPosition(reached.file(), event.endPosition()));
                } else if (!event.has(EventFrame.FLAG_ARTIFICIAL)) {
                    take(path, reader.format().orElseThrow(), event);
                    if (headOnly && hasEvents) {
                        return;
                    }
                }
                afterHead = event.type() == EventType.FORMAT_DESCRIPTION && event.endPosition() != 0;
            }
            broken |= !closed || reader.end().filter(end -> !end.isClean()).isPresent();
            endDetail = reader.end()
                    .filter(end -> !end.isClean())
                    .map(end -> path + ": " + end.detail())
                    .orElse("");
        }
    }

    private void take(Path path, FormatDescription format, EventFrame event) {
        boolean known = event.endPosition() != 0;
        long end = known ? event.endPosition() : reached.offset();
        if (event.type() != EventType.FORMAT_DESCRIPTION) {
            // MariaDB unpacks compressed events, so they may be longer here than in the source's log.
            long start = known ? Math.max(reached.offset(), end - event.length()) : end;
            BinlogPosition at = new BinlogPosition(reached.file(), start);
            begin = broken && at.isAfter(furthest) ? Optional.of(at) : begin.or(() -> Optional.of(at));
            broken = false;
            append(path, format, event, start, end);
            openEnded = !known;
            if (!isBookkeeping(event.type())) {
                startsTransaction = hasEvents ? startsTransaction : EventType.isGtid(event.type());
                hasEvents = true;
            }
        }
        moveTo(new BinlogPosition(reached.file(), end));
    }

    private void append(Path path, FormatDescription format, EventFrame event, long start, long end) {
        int last = segments.size() - 1;
        if (last >= 0) {
            Stretch open = segments.get(last);
            if (open.end() == event.offset()
                    && open.path().equals(path)
                    && open.format() == format
                    && open.to() <= start
                    && open.file().equals(reached.file())) {
                segments.set(last, new Stretch(path, open.start(), event.end(), format, open.file(), open.from(), end));
                return;
            }
        }
        segments.add(new Stretch(path, event.offset(), event.end(), format, reached.file(), start, end));
    }

    private void rotate(BinlogPosition to) {
        if (reached.file().equals(UNKNOWN)) {
            // Offset 4 is where the source went to a new file: what came before was in the one before.
            nameUnknown(to.offset() > LogReader.FIRST_EVENT || segments.isEmpty() ? to.file() : fileBefore(to));
            furthest = reached;
        }
        begin = begin.or(() -> Optional.of(to));
        goOnFrom(to);
        openEnded = false;
        moveTo(to);
    }

    /**
     * The source goes on at another place. If it left something out that did not come before, then what came before is
     * of no use: the replica had it from elsewhere, or the end of a relay log is damaged. Not so for the source's PREVIOUS_GTIDS, which is never stored, for
     * the next file, and for what the source left out between two transactions.
     */
    private void goOnFrom(BinlogPosition to) {
        boolean lost = broken;
        broken = false;
        if (!to.isAfter(furthest) || (afterHead && !lost)) {
            return;
        }
        boolean nextFile = to.offset() <= LogReader.FIRST_EVENT && to.fileNumber() <= furthest.fileNumber() + 1;
        if (hasEvents && to.file().equals(reached.file()) && !lost) {
            jumped = true;
        } else if (lost || (!nextFile && !openEnded)) {
            begin = Optional.of(to);
        }
    }

    private void moveTo(BinlogPosition to) {
        reached = to;
        furthest = to.isAfter(furthest) ? to : furthest;
    }

    private static boolean isBookkeeping(int type) {
        return EventType.isHousekeeping(type)
                || type == EventType.MARIADB_GTID_LIST
                || type == EventType.MARIADB_BINLOG_CHECKPOINT;
    }

    private static String fileBefore(BinlogPosition position) {
        return "%s.%06d".formatted(position.baseName(), position.fileNumber() - 1);
    }

    /** Where a ROTATE says that the source's log goes on. */
    static BinlogPosition targetOf(EventFrame rotate) {
        byte[] body = rotate.head(ROTATE_NAME_AT + 512);
        long offset = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        String name = new String(body, ROTATE_NAME_AT, body.length - ROTATE_NAME_AT, StandardCharsets.UTF_8);
        return new BinlogPosition(name, Math.max(0, offset));
    }
}

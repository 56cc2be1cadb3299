package io.masterha.binlog.relay;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Reading;
import io.masterha.binlog.extract.Stretch;
import io.masterha.binlog.extract.StretchList;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.frame.Sizes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Walks over relay logs in index order and finds which stretches of the source's binary logs they hold.
 *
 * <p>What the replica wrote itself is ignored by its flag, not by its server id. A ROTATE says where the source's log
 * goes on, forwards or backwards. Positions have holes.
 */
final class RelayScan {
    private static final int ROTATE_NAME_AT = 8;
    private static final String UNKNOWN = "";

    private final StretchList segments = new StretchList();
    private String file = UNKNOWN;
    private long reached = LogReader.FIRST_EVENT;
    private Optional<BinlogPosition> begin = Optional.empty();
    private String endDetail = "";
    private String furthestFile = UNKNOWN;
    private long furthest = LogReader.FIRST_EVENT;
    private Reading reading = Reading.UNWATCHED;
    private Consumer<Received> visitor = event -> {};
    private boolean headOnly;
    private boolean hasEvents;
    private boolean startsTransaction;
    private boolean afterHead;
    private boolean jumped;
    private boolean openEnded;
    private boolean unplaced;
    private boolean broken;

    static RelayScan of(List<Path> files, Reading reading) {
        return of(files, reading, event -> {});
    }

    /** The same, and shows each event of the source in the order of the relay logs. */
    static RelayScan of(List<Path> files, Reading reading, Consumer<Received> visitor) {
        RelayScan scan = new RelayScan();
        scan.visitor = visitor;
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
        return Overlaps.resolve(segments.stretches());
    }

    /**
     * Whether the source left something out in the middle of a relay log: by a filter, or because the replica had it
     * already, from an earlier relay log.
     */
    boolean jumped() {
        return jumped;
    }

    /** Whether there are events that do not say where they stood (MariaDB 11.8). */
    boolean hasUnplaced() {
        return unplaced;
    }

    /** Up to where the source's log was received. The file is empty if no relay log names one. */
    BinlogPosition reached() {
        return new BinlogPosition(file, reached);
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
    void nameUnknown(String name) {
        segments.rename(UNKNOWN, name);
        file = file.equals(UNKNOWN) ? name : file;
        begin = begin.map(from -> from.file().equals(UNKNOWN) ? new BinlogPosition(name, from.offset()) : from);
    }

    private void walk(Path path) {
        try (LogReader reader = LogReader.open(path, reading)) {
            hasEvents = false;
            afterHead = false;
            reader.continueAt(reached);
            Received event = new Received(reader);
            boolean closed = false;
            while (reader.next()) {
                int type = reader.type();
                boolean own = reader.has(EventFrame.FLAG_RELAY_LOG);
                closed = type == EventType.STOP || (type == EventType.ROTATE && own);
                if (own) {
                    continue;
                }
                if (type == EventType.ROTATE) {
                    rotate(targetOf(reader.frame()));
                } else if (!reader.has(EventFrame.FLAG_ARTIFICIAL)) {
                    take(event);
                    if (headOnly && hasEvents) {
                        return;
                    }
                } else if (type == EventType.MARIADB_GTID_LIST) {
                    goOnFrom(new BinlogPosition(file, reader.endPosition()));
                }
                afterHead = type == EventType.FORMAT_DESCRIPTION && reader.endPosition() != 0;
            }
            broken |= !closed || reader.end().filter(end -> !end.isClean()).isPresent();
            endDetail = reader.end()
                    .filter(end -> !end.isClean())
                    .map(end -> path + ": " + end.detail())
                    .orElse("");
        }
    }

    /** Millions of events go through here: no objects. */
    private void take(Received event) {
        int type = event.reader().type();
        event.place(file, reached);
        if (type != EventType.FORMAT_DESCRIPTION) {
            if (broken || begin.isEmpty()) {
                BinlogPosition at = new BinlogPosition(file, event.start());
                begin = broken && isNew(at) ? Optional.of(at) : begin.or(() -> Optional.of(at));
                broken = false;
            }
            event.addTo(segments);
            openEnded = !event.known();
            unplaced |= openEnded;
            if (!isBookkeeping(type)) {
                startsTransaction = hasEvents ? startsTransaction : EventType.isGtid(type);
                hasEvents = true;
            }
            visitor.accept(event);
        }
        moveTo(file, event.end());
    }

    private void rotate(BinlogPosition to) {
        if (file.equals(UNKNOWN)) {
            // Offset 4 is where the source went to a new file: what came before was in the one before.
            nameUnknown(to.offset() > LogReader.FIRST_EVENT || segments.isEmpty() ? to.file() : fileBefore(to));
            furthestFile = file;
            furthest = reached;
        }
        begin = begin.or(() -> Optional.of(to));
        goOnFrom(to);
        openEnded = false;
        moveTo(to.file(), to.offset());
    }

    /**
     * The source goes on at another place. If it left something out that did not come before, then what came before is
     * of no use: the replica had it from elsewhere, or the end of a relay log is damaged. Not so for the source's PREVIOUS_GTIDS, which is never stored, for
     * the next file, and for what the source left out between two transactions.
     */
    private void goOnFrom(BinlogPosition to) {
        boolean lost = broken;
        broken = false;
        if (!isNew(to) || (afterHead && !lost)) {
            return;
        }
        boolean nextFile = to.offset() <= LogReader.FIRST_EVENT
                && to.fileNumber() <= furthest().fileNumber() + 1;
        if (hasEvents && to.file().equals(file) && !lost) {
            jumped = true;
        } else if (lost || (!nextFile && !openEnded)) {
            begin = Optional.of(to);
        }
    }

    private void moveTo(String sourceFile, long to) {
        boolean isFurther = sourceFile.equals(furthestFile) ? to > furthest : isNew(new BinlogPosition(sourceFile, to));
        file = sourceFile;
        reached = to;
        if (isFurther) {
            furthestFile = sourceFile;
            furthest = to;
        }
    }

    /** Whether nothing at the place or behind it came before. */
    private boolean isNew(BinlogPosition place) {
        return place.isAfter(furthest());
    }

    private BinlogPosition furthest() {
        return new BinlogPosition(furthestFile, furthest);
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

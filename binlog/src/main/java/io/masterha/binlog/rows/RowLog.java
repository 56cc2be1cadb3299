package io.masterha.binlog.rows;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.LogEnd;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.gtid.GtidEvents;
import io.masterha.binlog.transaction.TransactionBoundary;
import io.masterha.binlog.transaction.TransactionBoundary.Step;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads a log file as the story of its transactions: rows, statements, and what is neither, in order. */
public final class RowLog {
    private static final int QUERY_FIXED = 13;
    /** More of an EXECUTE_LOAD_QUERY: file id 4, two offsets of 4, what to do with duplicates 1. */
    private static final int LOAD_FIXED = 13;

    private final Map<Long, TableMap> maps = new HashMap<>();
    private final TransactionBoundary boundary = new TransactionBoundary();
    private final Consumer<LogItem> sink;
    private long transactions;

    private RowLog(Consumer<LogItem> sink) {
        this.sink = sink;
    }

    /**
     * Reads the whole file.
     *
     * @throws Problem LOG_DAMAGED if it does not end cleanly
     */
    public static void read(Path log, Consumer<LogItem> sink) {
        read(log, sink, Reading.UNWATCHED);
    }

    /** The same; the watcher is told how far it is. */
    static void read(Path log, Consumer<LogItem> sink, Reading watcher) {
        RowLog walk = new RowLog(sink);
        watcher.begin("reading " + log, bytes(log));
        try (LogReader reader = LogReader.open(log)) {
            while (reader.next()) {
                EventFrame frame = reader.frame();
                walk.take(frame);
                watcher.transactions(walk.transactions);
                watcher.read(frame.length());
            }
            LogEnd end = reader.end().orElseThrow();
            if (!end.isClean()) {
                throw Problem.of(LogError.LOG_DAMAGED, log + " cannot be read to its end")
                        .why(end.detail())
                        .next("copy it again, or compare its sha256 with the one in its .json");
            }
        }
    }

    static long bytes(Path log) {
        try {
            return Files.size(log);
        } catch (IOException e) {
            throw Problem.of(LogError.LOG_NOT_FOUND, log + " cannot be read")
                    .why(FileReason.of(e))
                    .causedBy(e);
        }
    }

    /** The rows of one event, read again: the frame that an item named, its part of it, and the table. */
    public static RowsEvent reread(EventFrame frame, int part, TableMap map) {
        return RowsEvent.parse(PlainEvents.of(frame).get(part), map);
    }

    private void take(EventFrame frame) {
        boolean wasInside = boundary.isInside();
        Step step = boundary.next(frame);
        if (step == Step.BEGINS || step == Step.ALONE) {
            if (wasInside) {
                sink.accept(new LogItem.Other("unfinished transaction", "another one begins in it", frame.offset()));
            }
            sink.accept(new LogItem.Begin(
                    boundary.gtid().flatMap(GtidEvents::transactionOf), frame.offset(), frame.timestampSeconds()));
        }
        if (!EventType.isHousekeeping(frame.type())) {
            content(frame);
        }
        if (step == Step.COMPLETES || step == Step.ALONE) {
            sink.accept(new LogItem.Commit(frame.timestampSeconds()));
            transactions++;
            maps.clear();
        }
    }

    private void content(EventFrame frame) {
        List<byte[]> events;
        try {
            events = PlainEvents.of(frame);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | BufferUnderflowException e) {
            sink.accept(
                    new LogItem.Other(EventType.nameOf(frame.type()), String.valueOf(e.getMessage()), frame.offset()));
            return;
        }
        for (int part = 0; part < events.size(); part++) {
            byte[] event = events.get(part);
            try {
                one(event, frame.offset(), part).ifPresent(sink);
            } catch (IllegalArgumentException | IndexOutOfBoundsException | BufferUnderflowException e) {
                String name = EventType.nameOf(event[4] & 0xFF);
                sink.accept(new LogItem.Other(name, "cannot be decoded: " + e.getMessage(), frame.offset()));
            }
        }
    }

    private Optional<LogItem> one(byte[] event, long at, int part) {
        int type = event[4] & 0xFF;
        if (RowsEvent.isRows(type)) {
            TableMap map = maps.get(RowsEvent.tableIdOf(event));
            if (map == null) {
                throw new IllegalArgumentException("no TABLE_MAP stands before it");
            }
            return Optional.of(new LogItem.Rows(RowsEvent.parse(event, map), at, part));
        }
        switch (type) {
            case EventType.TABLE_MAP -> {
                TableMap map = TableMap.parse(event);
                maps.put(map.id(), map);
                return Optional.empty();
            }
            case EventType.QUERY -> {
                return query(event, 0);
            }
            case EventType.EXECUTE_LOAD_QUERY -> {
                return query(event, LOAD_FIXED);
            }
            case EventType.BEGIN_LOAD_QUERY, EventType.APPEND_BLOCK -> {
                ByteBuffer body = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
                long id = body.getInt(EventFrame.HEADER) & 0xFFFFFFFFL;
                return Optional.of(new LogItem.FileData(id, body.position(EventFrame.HEADER + Integer.BYTES)));
            }
            case EventType.INTVAR, EventType.RAND, EventType.USER_VAR, EventType.XA_PREPARE -> {
                return Optional.of(new LogItem.Statement("", StatementContext.sql(event), second(event)));
            }
            case EventType.ROWS_QUERY -> {
                return Optional.of(new LogItem.Announced(text(event, EventFrame.HEADER + 1)));
            }
            case EventType.MARIADB_ANNOTATE_ROWS -> {
                return Optional.of(new LogItem.Announced(text(event, EventFrame.HEADER)));
            }
            case EventType.GTID,
                    EventType.ANONYMOUS_GTID,
                    EventType.GTID_TAGGED,
                    EventType.MARIADB_GTID,
                    EventType.XID,
                    EventType.IGNORABLE,
                    EventType.MARIADB_BINLOG_CHECKPOINT,
                    EventType.MARIADB_GTID_LIST -> {
                return Optional.empty();
            }
            default -> {
                return Optional.of(new LogItem.Other(EventType.nameOf(type), "holds no rows", at));
            }
        }
    }

    private static Optional<LogItem> query(byte[] event, int more) {
        ByteBuffer body = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN).position(EventFrame.HEADER);
        ByteBuffer fixed = Packed.slice(body, QUERY_FIXED);
        Packed.slice(body, more);
        Packed.slice(body, fixed.getShort(11) & 0xFFFF);
        String database = Packed.text(body, fixed.get(8) & 0xFF);
        body.get();
        String sql = Packed.text(body, body.remaining());
        String bare = sql.toUpperCase(Locale.ROOT);
        boolean frames = bare.equals("BEGIN") || bare.equals("COMMIT") || bare.startsWith("SAVEPOINT ");
        return frames ? Optional.empty() : Optional.of(new LogItem.Statement(database, sql, second(event)));
    }

    private static long second(byte[] event) {
        return ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN).getInt(0) & 0xFFFFFFFFL;
    }

    private static String text(byte[] event, int from) {
        int at = Math.min(from, event.length);
        return new String(event, at, event.length - at, StandardCharsets.UTF_8);
    }
}

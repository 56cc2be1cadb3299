package io.masterha.binlog.rows;

import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.frame.LogReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * How the transactions of a saved log could be undone: what stands against it, which tables are touched, and the events
 * that undo them, check the rows before and do them again.
 *
 * <p>Pieces are for the BINLOG statement, see {@link InverseRows}. They are made while they are handed out: memory is
 * bounded by the largest event, and by 100 bytes for each changed row.
 */
public final class Undo {
    private static final int MOST_OBSTACLES = 10;
    private static final int MOST_WORDS = 120;
    private static final Pattern TEMPORARY_TABLE_GONE =
            Pattern.compile("DROP\\s+(/\\*!40005\\s+)?TEMPORARY\\b.*", Pattern.DOTALL);

    private record Place(long at, int part, TableMap map) {}

    private final Path log;
    private final Reading reading;
    private final List<String> obstacles = new ArrayList<>();
    private final Map<String, TouchedTable> tables = new LinkedHashMap<>();
    private final List<Place> places = new ArrayList<>();
    private final ImageLedger ledger = new ImageLedger();
    private final FormatDescription format;
    private long transactions;
    private long largestRow;

    private Undo(Path log, Reading reading, FormatDescription format) {
        this.log = log;
        this.reading = reading;
        this.format = format;
    }

    /** Reads a saved log once. */
    public static Undo of(Path log) {
        return of(log, Reading.UNWATCHED);
    }

    /** The same; the watcher is told how far it is, then and whenever the rows are gone over again. */
    public static Undo of(Path log, Reading watcher) {
        Undo undo = new Undo(log, watcher, onlyFormat(log));
        RowLog.read(log, undo::take, watcher);
        return undo;
    }

    private static FormatDescription onlyFormat(Path log) {
        try (LogReader reader = LogReader.open(log)) {
            if (!reader.next()) {
                throw Problem.of(LogError.LOG_DAMAGED, log + " cannot be read")
                        .why(reader.end().orElseThrow().detail());
            }
            return reader.format().orElseThrow();
        }
    }

    private void take(LogItem item) {
        if (item instanceof LogItem.Rows rows) {
            rows(rows);
        } else if (item instanceof LogItem.Statement statement) {
            String sql = statement.sql().strip();
            if (!TEMPORARY_TABLE_GONE.matcher(sql.toUpperCase(Locale.ROOT)).matches()) {
                obstacle("a statement has no inverse: " + sql.substring(0, Math.min(MOST_WORDS, sql.length())));
            }
        } else if (item instanceof LogItem.Other other) {
            obstacle(other.name() + ": " + other.why());
        } else if (item instanceof LogItem.FileData) {
            obstacle("a statement has no inverse: LOAD DATA");
        } else if (item instanceof LogItem.Commit) {
            transactions++;
        }
    }

    private void rows(LogItem.Rows item) {
        RowsEvent event = item.event();
        TableMap map = event.map();
        TouchedTable table = tables.computeIfAbsent(map.name(), name -> new TouchedTable(map));
        if (event.type() == EventType.PARTIAL_UPDATE_ROWS) {
            obstacle("rows of " + map.name() + " hold partial JSON (binlog_row_value_options=PARTIAL_JSON)");
            return;
        }
        if (table.map().columns() != map.columns()) {
            obstacle(map.name() + " had " + table.map().columns() + " columns, later " + map.columns());
            return;
        }
        table.missing().or(absent(event.before(), map.columns()));
        table.missing().or(absent(event.after(), map.columns()));
        table.add(event);
        places.add(new Place(item.at(), item.part(), map));
        for (int i = 0; i < event.images().size(); i++) {
            RowImage image = event.images().get(i);
            largestRow = Math.max(largestRow, image.length());
            boolean isAfter =
                    event.kind() == RowsEvent.Kind.INSERT || (event.kind() == RowsEvent.Kind.UPDATE && i % 2 == 1);
            if (isAfter) {
                ledger.leaves(map.name(), image);
            } else {
                ledger.finds(map.name(), image);
            }
        }
    }

    private static BitSet absent(BitSet present, int columns) {
        BitSet absent = (BitSet) present.clone();
        absent.flip(0, columns);
        return absent;
    }

    private void obstacle(String text) {
        if (obstacles.size() < MOST_OBSTACLES && !obstacles.contains(text)) {
            obstacles.add(text);
        }
    }

    /** Why it cannot be done, as far as the log tells; empty if nothing in it stands against it. */
    public List<String> obstacles() {
        return Collections.unmodifiableList(obstacles);
    }

    /** The tables whose rows were changed. */
    public Collection<TouchedTable> tables() {
        return tables.values();
    }

    public long transactions() {
        return transactions;
    }

    /** Size of the largest row image in bytes; a piece can be twice as large and has some bytes more. */
    public long largestRow() {
        return largestRow;
    }

    /** The format description as a BINLOG statement wants it first: without checksums. */
    public byte[] format() {
        return format.bytes(Checksum.NONE, 0, 0);
    }

    /** Hands out what undoes everything, last change first. */
    public void backwards(int mostBytes, Consumer<byte[]> pieces) {
        InverseRows inverse = new InverseRows(mostBytes);
        walk("undoing", true, event -> inverse.inverse(event).forEach(pieces));
    }

    /** Hands out what does everything again, first change first. */
    public void forwards(int mostBytes, Consumer<byte[]> pieces) {
        InverseRows inverse = new InverseRows(mostBytes);
        walk("comparing", false, event -> inverse.again(event).forEach(pieces));
    }

    /** Hands out what writes every row over itself that the transactions left behind. */
    public void touchWhatIsLeft(int mostBytes, Consumer<byte[]> pieces) {
        touch(ledger.left(), true, mostBytes, pieces);
    }

    /** Hands out what writes every row over itself that was there before the transactions. */
    public void touchWhatWasFound(int mostBytes, Consumer<byte[]> pieces) {
        touch(ledger.found(), false, mostBytes, pieces);
    }

    private void touch(ImageLedger.Count wanted, boolean after, int mostBytes, Consumer<byte[]> pieces) {
        InverseRows inverse = new InverseRows(mostBytes);
        walk("comparing", false, event -> {
            List<RowImage> images = new ArrayList<>();
            int step = event.kind() == RowsEvent.Kind.UPDATE ? 2 : 1;
            boolean has = step == 2 || (event.kind() == RowsEvent.Kind.INSERT) == after;
            for (int i = step == 2 && after ? 1 : 0; has && i < event.images().size(); i += step) {
                RowImage image = event.images().get(i);
                if (wanted.takes(event.map().name(), image)) {
                    images.add(image);
                }
            }
            if (!images.isEmpty()) {
                inverse.touch(event, images, after ? event.after() : event.before())
                        .forEach(pieces);
            }
        });
    }

    private void walk(String what, boolean backwards, Consumer<RowsEvent> sink) {
        long bytes = RowLog.bytes(log);
        reading.begin(what, bytes, transactions);
        long reached = backwards ? bytes : 0;
        try (LogReader reader = LogReader.open(log)) {
            reader.next();
            for (int i = 0; i < places.size(); i++) {
                Place place = places.get(backwards ? places.size() - 1 - i : i);
                reader.seek(place.at());
                if (!reader.next()) {
                    throw Problem.of(LogError.LOG_DAMAGED, log + " changed while it was read");
                }
                EventFrame frame = reader.frame();
                sink.accept(RowLog.reread(frame, place.part(), place.map()));
                long now = backwards ? frame.offset() : frame.offset() + frame.length();
                reading.read(Math.abs(now - reached));
                reached = now;
            }
            reading.read(backwards ? reached : bytes - reached);
        }
    }
}

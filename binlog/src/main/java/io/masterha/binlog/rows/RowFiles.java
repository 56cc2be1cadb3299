package io.masterha.binlog.rows;

import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.gtid.GtidCollector;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Writes what a saved log holds as text: one CSV file per table with a line for each row image, statements as SQL.
 *
 * <p>Only the owner may read the files. A line of CSV: transaction, time, what happened ({@code insert}, {@code delete}, or
 * {@code before} and {@code after} of an update), then the columns; {@code \N} is NULL, {@code -} a column that was not logged.
 */
public final class RowFiles implements Closeable {
    private static final int MOST_OPEN = 200;
    private static final String STATEMENTS = "statements.sql";

    private final Path directory;
    private final Function<TableMap, List<ColumnInSchema>> schema;
    private final Map<Path, BufferedWriter> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, OneTable> tables = new TreeMap<>();
    private final GtidCollector gtids = new GtidCollector();
    private final List<String> notDecoded = new ArrayList<>();
    private Reading reading = Reading.UNWATCHED;
    private String transaction = "";
    private String time = "";
    private long count;
    private long statements;
    private long firstSecond;
    private long lastSecond;

    private static final class OneTable {
        private final Path file;
        private final TableDescription description;
        private final CellText cells;
        private final int columns;
        private long inserted;
        private long updated;
        private long deleted;

        private OneTable(Path file, TableDescription description, int columns) {
            this.file = file;
            this.description = description;
            this.cells = new CellText(description);
            this.columns = columns;
        }
    }

    /**
     * Makes the directory, which must not be there yet or be empty.
     *
     * @param schema the columns of a table where somebody knows them; empty list if nobody does
     */
    public RowFiles(Path directory, Function<TableMap, List<ColumnInSchema>> schema) {
        this.directory = directory;
        this.schema = schema;
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory.toAbsolutePath().getParent());
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            try (var files = Files.list(directory)) {
                if (files.findAny().isPresent()) {
                    throw new FileAlreadyExistsException("it is not empty");
                }
            }
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    /** Tells somebody how far it is. */
    public RowFiles watchedBy(Reading watcher) {
        reading = watcher;
        return this;
    }

    /** Writes everything; answers what there was. */
    public RowSummary write(Path log) {
        RowLog.read(log, this::take, reading);
        close();
        List<RowSummary.Table> all = new ArrayList<>();
        tables.forEach((name, table) -> all.add(new RowSummary.Table(
                name,
                table.file.getFileName().toString(),
                table.inserted,
                table.updated,
                table.deleted,
                table.description.knowsNames(),
                table.description.knowsSigns())));
        return new RowSummary(
                count, gtids.toSet().toString(), firstSecond, lastSecond, all, statements, List.copyOf(notDecoded));
    }

    private void take(LogItem item) {
        if (item instanceof LogItem.Begin begin) {
            transaction = begin.gtid().map(Object::toString).orElse("at " + begin.at());
            time = Temporal.timestamp(begin.second(), 0, 0);
            begin.gtid().ifPresent(gtids::add);
            firstSecond = firstSecond == 0 ? begin.second() : firstSecond;
        } else if (item instanceof LogItem.Commit commit) {
            count++;
            lastSecond = commit.second();
        } else if (item instanceof LogItem.Rows rows) {
            rows(rows.event());
        } else if (item instanceof LogItem.Statement statement) {
            statements++;
            String use = statement.database().isEmpty()
                    ? ""
                    : "USE `" + statement.database().replace("`", "``") + "`;\n";
            line(
                    directory.resolve(STATEMENTS),
                    "-- " + transaction + ", " + time + "\n" + use + statement.sql() + ";\n");
        } else if (item instanceof LogItem.FileData data) {
            append(directory.resolve("load-data-" + data.id()), CellText.bytes(data.bytes()));
        } else if (item instanceof LogItem.Other other) {
            notDecoded.add(other.name() + " at offset " + other.at() + " of the file, transaction " + transaction + ": "
                    + other.why());
        }
    }

    private void rows(RowsEvent event) {
        TableMap map = event.map();
        String name = tables.containsKey(map.name()) && tables.get(map.name()).columns != map.columns()
                ? map.name() + " with " + map.columns() + " columns"
                : map.name();
        OneTable table = tables.computeIfAbsent(name, any -> begin(any, map));
        int rows = event.rows();
        switch (event.kind()) {
            case INSERT -> table.inserted += rows;
            case UPDATE -> table.updated += rows;
            case DELETE -> table.deleted += rows;
        }
        for (int i = 0; i < event.images().size(); i++) {
            String what =
                    switch (event.kind()) {
                        case INSERT -> "insert";
                        case DELETE -> "delete";
                        case UPDATE -> i % 2 == 0 ? "before" : "after";
                    };
            line(table.file, cells(table, map, event.images().get(i), what));
        }
    }

    private OneTable begin(String name, TableMap map) {
        OneTable table = new OneTable(
                directory.resolve(fileName(name)), TableDescription.of(map, schema.apply(map)), map.columns());
        StringBuilder head = new StringBuilder("transaction,time,change");
        table.description.names().forEach(column -> head.append(',').append(quoted(column)));
        line(table.file, head.append('\n').toString());
        return table;
    }

    private String cells(OneTable table, TableMap map, RowImage image, String what) {
        StringBuilder line = new StringBuilder();
        line.append(quoted(transaction)).append(',').append(time).append(',').append(what);
        for (int column = 0; column < map.columns(); column++) {
            line.append(',');
            if (!image.has(column)) {
                line.append('-');
            } else {
                Optional<String> cell = table.cells.of(image, column, map.type(column));
                line.append(cell.map(RowFiles::quoted).orElse("\\N"));
            }
        }
        return line.append('\n').toString();
    }

    /** In quotation marks, so that no value is taken for NULL or for two. */
    private static String quoted(String cell) {
        return '"' + cell.replace("\"", "\"\"") + '"';
    }

    /** A name that is safe in every file system: what is not a letter, digit, dash or underscore as %XX. */
    private static String fileName(String table) {
        StringBuilder name = new StringBuilder();
        for (byte octet : table.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            boolean isPlain = c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.');
            name.append(isPlain ? String.valueOf(c) : String.format("%%%02X", octet & 0xFF));
        }
        return name.length() > 200
                ? name.substring(0, 180) + "-" + Integer.toHexString(table.hashCode()) + ".csv"
                : name + ".csv";
    }

    private void line(Path file, String text) {
        try {
            BufferedWriter writer = open.get(file);
            if (writer == null) {
                writer = reopen(file);
                open.put(file, writer);
                closeEldest();
            }
            writer.write(text);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** What LOAD DATA read, as it was read. */
    private static void append(Path file, byte[] bytes) {
        try {
            create(file);
            Files.write(file, bytes, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static void create(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    private static BufferedWriter reopen(Path file) throws IOException {
        create(file);
        return Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }

    private void closeEldest() throws IOException {
        if (open.size() > MOST_OPEN) {
            Iterator<BufferedWriter> eldest = open.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
    }

    @Override
    public void close() {
        try {
            for (BufferedWriter writer : open.values()) {
                writer.close();
            }
            open.clear();
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    private static Problem failed(Path file, IOException e) {
        return Problem.of(LogError.OUTPUT_FAILED, "cannot write " + file)
                .why(e.getClass().getSimpleName() + " " + e.getMessage())
                .next("name a directory that is not there yet, on a disk with room")
                .causedBy(e);
    }
}

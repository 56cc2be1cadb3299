package io.masterha.binlog.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Problem;
import io.masterha.binlog.Watcher;
import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.LogReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything in logs that real servers wrote comes out as text; see binlog/src/test/fixtures for how they were made. */
class RecordedLogsTest {
    private static final Path LOGS = Path.of("src/test/resources/logs");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private static Path log(String flavour, int number) {
        return LOGS.resolve(flavour + "/source/mysql-bin.00000" + number);
    }

    private RowSummary write(Path log, String name) {
        try (RowFiles files = new RowFiles(directory.resolve(name), map -> List.of())) {
            return files.write(log);
        }
    }

    private List<String> lines(String name, String file) throws IOException {
        return Files.readAllLines(directory.resolve(name).resolve(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql56",
                "mysql56-gtid",
                "mysql80",
                "mysql97",
                "mysql97-gtid",
                "mariadb1011",
                "mariadb118-gtid",
                "mariadb118-compressed"
            })
    void nothing_that_a_server_logged_stays_undecoded(String flavour) throws IOException {
        List<String> notDecoded = new ArrayList<>();
        long rows = 0;
        for (int number = 1; Files.exists(log(flavour, number)); number++) {
            if (number == 4) {
                continue; // ends in the middle of a transaction, as after a kill
            }
            RowSummary summary = write(log(flavour, number), "out" + number);
            notDecoded.addAll(summary.notDecoded());
            for (RowSummary.Table table : summary.tables()) {
                rows += table.inserted() + table.updated() + table.deleted();
            }
        }
        assertEquals(List.of(), notDecoded);
        assertTrue(rows > 50, "only " + rows + " rows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql80", "mysql97", "mariadb1011", "mariadb118-compressed"})
    void rows_and_statements_are_what_the_workload_did(String flavour) throws IOException {
        write(log(flavour, 1), "out");
        assertTrue(
                lines("out", "statements.sql").contains("INSERT INTO t(v) VALUES ('auto increment'), ('two');"),
                () -> "statements of " + flavour);
        assertTrue(
                lines("out", "f.t.csv").stream().anyMatch(line -> line.contains(",before,\"1\",\"auto increment!\",")),
                () -> "rows of " + flavour);
        String loaded = Files.readString(directory.resolve("out/load-data-1"));
        assertTrue(loaded.startsWith("loaded row 1\nloaded row 2\n"), loaded);
    }

    @Test
    void changes_of_a_json_document_are_told_as_changes() throws IOException {
        write(log("mysql97", 1), "out");
        List<String> lines = lines("out", "f.j.csv");
        assertTrue(lines.get(lines.size() - 1).endsWith(",after,\"1\",\"replace $.b = 3\""), lines.toString());
    }

    @Test
    void names_signs_and_labels_come_from_a_server_if_the_log_has_none() throws IOException {
        List<ColumnInSchema> schema = List.of(
                new ColumnInSchema("id", "int(11)", ""),
                new ColumnInSchema("v", "varchar(200)", "utf8mb4"),
                new ColumnInSchema("b", "longblob", ""));
        RowSummary summary;
        try (RowFiles files =
                new RowFiles(directory.resolve("out"), map -> map.table().equals("t") ? schema : List.of())) {
            summary = files.write(log("mysql56", 1));
        }
        assertEquals(
                "transaction,time,change,\"id\",\"v\",\"b\"",
                lines("out", "f.t.csv").get(0));
        assertTrue(summary.tables().stream()
                .filter(table -> table.name().equals("f.t"))
                .allMatch(table -> table.hasNames() && table.hasSigns()));
    }

    @Test
    void only_the_owner_may_read_the_rows() throws IOException {
        write(log("mysql80", 1), "out");
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("out"))));
    }

    @Test
    void a_directory_that_holds_something_is_not_written_into() {
        write(log("mysql80", 1), "out");
        assertThrows(Problem.class, () -> write(log("mysql80", 1), "out"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql56", "mysql80", "mysql97-gtid", "mariadb1011", "mariadb118-compressed"})
    void what_undoes_the_undoing_is_what_was_done(String flavour) {
        Path log = log(flavour, 1);
        RowLog.read(log, item -> {
            if (item instanceof LogItem.Rows rows && rows.event().type() != 39) {
                assertTurnsTwice(rows.event());
            }
        });
    }

    private static void assertTurnsTwice(RowsEvent event) {
        InverseRows turn = new InverseRows(Integer.MAX_VALUE);
        RowsEvent once = only(turn.inverse(event), event.map());
        RowsEvent twice = only(turn.inverse(once), event.map());
        assertEquals(event.kind(), twice.kind());
        assertEquals(event.images().size(), twice.images().size());
        for (int i = 0; i < event.images().size(); i++) {
            RowImage image = event.images().get(i);
            assertEquals(
                    ByteBuffer.wrap(image.bytes()),
                    ByteBuffer.wrap(twice.images().get(i).bytes()));
            RowImage mirrored = once.images().get(event.images().size() - 1 - i);
            assertEquals(ByteBuffer.wrap(image.bytes()), ByteBuffer.wrap(mirrored.bytes()));
        }
        assertFalse(once.kind() == event.kind() && event.kind() != RowsEvent.Kind.UPDATE);
    }

    private static RowsEvent only(List<byte[]> pieces, TableMap map) {
        assertEquals(1, pieces.size());
        byte[] piece = pieces.get(0);
        int head = map.event().length;
        return RowsEvent.parse(Arrays.copyOfRange(piece, head, piece.length), map);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql80", "mysql97-gtid", "mariadb1011", "mariadb118-compressed"})
    void whoever_watches_an_undoing_is_told_how_much_of_the_log_is_behind_it(String flavour) throws IOException {
        Watcher watcher = new Watcher();
        Undo undo = Undo.of(log(flavour, 1), watcher);
        long read = watcher.told;
        long bytes = Files.size(log(flavour, 1));
        undo.backwards(Integer.MAX_VALUE, piece -> {});
        assertEquals(bytes, watcher.told - read);
        undo.forwards(Integer.MAX_VALUE, piece -> {});
        assertEquals(2 * bytes, watcher.told - read);
        assertEquals(3 * bytes, watcher.announced);
        String counted = " " + undo.transactions() + " transactions";
        assertEquals(
                List.of("undoing" + counted, "comparing" + counted), watcher.works.subList(1, watcher.works.size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql56", "mysql97-gtid", "mariadb118-gtid"})
    void statements_load_data_xa_and_partial_json_stand_against_undoing(String flavour) {
        List<String> obstacles = Undo.of(log(flavour, 1)).obstacles();
        assertTrue(obstacles.stream().anyMatch(text -> text.contains("CREATE TABLE")), obstacles::toString);
        assertEquals(10, obstacles.size());
    }

    @Test
    void damaged_events_are_told_and_never_end_in_an_exception_that_is_not_ours() throws IOException {
        Path log = log("mysql97", 3);
        try (LogReader reader = LogReader.open(log)) {
            assertTrue(reader.next());
            assertEquals(
                    Checksum.NONE, reader.format().orElseThrow().checksum(), "else all damage is seen by checksums");
        }
        byte[] whole = Files.readAllBytes(log);
        Random random = new Random(7);
        int told = 0;
        for (int round = 0; round < 300; round++) {
            byte[] damaged = whole.clone();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                damaged[200 + random.nextInt(damaged.length - 200)] = (byte) random.nextInt(256);
            }
            Path file = directory.resolve("damaged");
            Files.write(file, damaged);
            try {
                told += write(file, "out" + round).notDecoded().size();
                Undo.of(file);
            } catch (Problem ours) {
                told++;
            }
        }
        assertTrue(told > 20, "only " + told + " damages were seen");
    }
}

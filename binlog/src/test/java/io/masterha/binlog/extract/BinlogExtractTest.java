package io.masterha.binlog.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Fixtures;
import io.masterha.binlog.LogError;
import io.masterha.binlog.MemoryDirectory;
import io.masterha.binlog.Problem;
import io.masterha.binlog.SourceEvent;
import io.masterha.binlog.Watcher;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.node.SavedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class BinlogExtractTest {
    @TempDir(factory = MemoryDirectory.class)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    static Stream<Fixtures> servers() {
        return Fixtures.all();
    }

    static Stream<Fixtures> serversWithGtids() {
        return Fixtures.all().filter(Fixtures::hasGtids);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_tail_from_any_event_holds_every_event_behind_it(Fixtures server) {
        List<SourceEvent> all = SourceEvent.inBinlogs(server.binlogs());
        for (int i = 0; i < all.size(); i += 1 + all.size() / 60) {
            BinlogPosition from = all.get(i).start();
            SavedLog saved = BinlogExtract.from(List.of(server.source()), from).save(directory.resolve("tail-" + i));
            BinlogPosition begins = saved.isEmpty()
                    ? from
                    : new BinlogPosition(
                            saved.pieces().get(0).file(), saved.pieces().get(0).from());
            assertTrue(begins.equals(from) || server.name().startsWith("mariadb118"), begins + " for " + from);
            List<SourceEvent> expected = all.stream()
                    .filter(event -> !event.isHousekeeping() && !event.start().isBefore(begins))
                    .toList();
            List<SourceEvent> actual = saved.isEmpty() ? List.of() : SourceEvent.inSaved(saved);
            assertEquals(expected, actual, "from " + from);
            assertEquals("", saved.cut() + saved.damage());
            assertEquals(saved, SavedLogFile.read(directory.resolve("tail-" + i)));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_saved_log_is_one_valid_file_with_one_format_description(Fixtures server) throws IOException {
        Path first = server.binlogs().get(0);
        SavedLog saved = BinlogExtract.from(
                        List.of(server.source()),
                        new BinlogPosition(first.getFileName().toString(), 4))
                .save(directory.resolve("tail"));
        int formats = 0;
        try (LogReader reader = LogReader.open(Path.of(saved.path()))) {
            while (reader.next()) {
                formats += reader.type() == EventType.FORMAT_DESCRIPTION ? 1 : 0;
                assertFalse(EventType.isHousekeeping(reader.type()) && reader.offset() > 4);
            }
            assertTrue(reader.end().orElseThrow().isClean(), reader.end().toString());
        }
        assertEquals(1, formats);
        assertEquals(saved.bytes(), Files.size(Path.of(saved.path())));
        assertEquals(server.binlogs().size(), saved.pieces().size());
    }

    @ParameterizedTest
    @MethodSource("serversWithGtids")
    void without_any_exclusion_the_gtids_are_the_ones_the_server_counts(Fixtures server) {
        String first = server.binlogs().get(0).getFileName().toString();
        SavedLog saved = BinlogExtract.from(List.of(server.source()), new BinlogPosition(first, 4))
                .test();
        assertEquals(
                GtidSet.parse(server.status().getProperty("gtids", "")),
                GtidSet.parse(saved.gtids()),
                server.status().toString());
    }

    @ParameterizedTest
    @MethodSource("serversWithGtids")
    void outside_a_set_means_exactly_the_other_transactions(Fixtures server) {
        String first = server.binlogs().get(0).getFileName().toString();
        SavedLog whole = BinlogExtract.from(List.of(server.source()), new BinlogPosition(first, 4))
                .test();
        List<SourceEvent> all = SourceEvent.inBinlogs(server.binlogs());
        List<BinlogPosition> starts = all.stream()
                .filter(event -> EventType.isGtid(event.type()))
                .map(SourceEvent::start)
                .toList();
        BinlogPosition middle = starts.get(starts.size() / 2);
        SavedLog tail = BinlogExtract.from(List.of(server.source()), middle).save(directory.resolve("tail"));
        GtidSet before = GtidSet.parse(whole.gtids()).minus(GtidSet.parse(tail.gtids()));
        if (!server.isMariadb()) {
            SavedLog outside =
                    BinlogExtract.outside(List.of(server.source()), before).save(directory.resolve("outside"));
            assertEquals(SourceEvent.inSaved(tail), SourceEvent.inSaved(outside));
            assertEquals(tail.gtids(), outside.gtids());
        }
        SavedLog nothing = BinlogExtract.outside(List.of(server.source()), GtidSet.parse(whole.gtids()))
                .save(directory.resolve("nothing"));
        assertTrue(nothing.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_file_cut_at_any_byte_gives_all_its_whole_transactions_and_nothing_else(Fixtures server) throws IOException {
        Path original = smallest(server);
        String name = original.getFileName().toString();
        List<SourceEvent> all = SourceEvent.inBinlogs(List.of(original));
        byte[] bytes = Files.readAllBytes(original);
        Path source = Files.createDirectory(directory.resolve("source"));
        for (int length = 0; length <= bytes.length; length++) {
            Files.write(source.resolve(name), Arrays.copyOf(bytes, length));
            BinlogExtract extract = BinlogExtract.from(List.of(source), new BinlogPosition(name, 4));
            long complete = lastBoundary(all, length, server);
            if (complete < 0) {
                continue;
            }
            if (all.get(0).end().offset() > length) {
                assertThrows(Problem.class, () -> extract.save(directory.resolve("out")), "cut at " + length);
                continue;
            }
            SavedLog saved = extract.save(directory.resolve("out"));
            List<SourceEvent> expected = all.stream()
                    .filter(event -> !event.isHousekeeping() && event.end().offset() <= complete)
                    .toList();
            List<SourceEvent> actual = saved.isEmpty() ? List.of() : SourceEvent.inSaved(saved);
            assertEquals(withoutLists(expected), withoutLists(actual), "cut at " + length);
            boolean atEnd = all.stream().anyMatch(withEnd(length));
            assertEquals(atEnd && complete == length, saved.cut().isEmpty() && atEnd && complete == length);
        }
    }

    private static java.util.function.Predicate<SourceEvent> withEnd(long length) {
        return event -> event.end().offset() == length;
    }

    /** MariaDB's bookkeeping at the head of a file belongs to no transaction. */
    private static List<SourceEvent> withoutLists(List<SourceEvent> events) {
        return events.stream()
                .filter(event -> event.type() != EventType.MARIADB_GTID_LIST
                        && event.type() != EventType.MARIADB_BINLOG_CHECKPOINT)
                .toList();
    }

    /**
     * The end of the last whole transaction, found by another rule than the one under test: a transaction ends where
     * the next GTID event begins. Without GTID events (5.6) by COMMIT records only, -1 where that is not certain.
     */
    private static long lastBoundary(List<SourceEvent> all, long length, Fixtures server) {
        long last = all.get(0).end().offset();
        boolean gtids = all.stream().anyMatch(event -> EventType.isGtid(event.type()));
        if (!gtids) {
            assertTrue(server.name().equals("mysql56"));
            return -1;
        }
        for (SourceEvent event : all) {
            boolean starts = EventType.isGtid(event.type())
                    || event.type() == EventType.ROTATE
                    || event.type() == EventType.MARIADB_BINLOG_CHECKPOINT;
            if (starts && event.start().offset() <= length) {
                last = event.start().offset();
            }
        }
        return last;
    }

    private static Path smallest(Fixtures server) {
        return server.binlogs().stream()
                .min((left, right) ->
                        Long.compare(left.toFile().length(), right.toFile().length()))
                .orElseThrow();
    }

    @Test
    void a_position_behind_the_end_of_the_file_is_refused() {
        Fixtures server = Fixtures.named("mysql80");
        BinlogPosition behind =
                new BinlogPosition(server.written().file(), server.written().offset() + 1);
        Problem problem = assertThrows(Problem.class, () -> BinlogExtract.from(List.of(server.source()), behind)
                .test());
        assertEquals(LogError.POSITION_NOT_FOUND, problem.code());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_position_inside_an_event_is_refused(Fixtures server) {
        SourceEvent event = SourceEvent.inBinlogs(server.binlogs()).get(20);
        for (long inside = event.start().offset() + 1; inside < event.end().offset(); inside++) {
            BinlogPosition position = new BinlogPosition(event.start().file(), inside);
            BinlogExtract extract = BinlogExtract.from(List.of(server.source()), position);
            if (server.isMariadb() && !EventType.isGtid(event.type())) {
                assertFalse(extract.test().startsInside()); // it goes back to the start of the transaction
                continue;
            }
            Problem problem = assertThrows(Problem.class, extract::test);
            assertEquals(LogError.POSITION_INSIDE_EVENT, problem.code());
        }
    }

    /** Half a gigabyte stands before it as a rule, and nobody can write meanwhile. */
    @Test
    void what_stands_before_a_commit_is_not_walked_over() throws IOException {
        Fixtures server = Fixtures.named("mysql80");
        SourceEvent commit = SourceEvent.inBinlogs(server.binlogs()).stream()
                .filter(event -> event.type() == EventType.XID)
                .reduce((a, b) -> b)
                .orElseThrow();
        Path log = server.source().resolve(commit.start().file());
        byte[] bytes = Arrays.copyOf(Files.readAllBytes(log), (int) commit.end().offset());
        Arrays.fill(bytes, 500, (int) commit.start().offset(), (byte) 0xFF);
        Path copy = Files.write(directory.resolve(commit.start().file()), bytes);
        SavedLog saved = BinlogExtract.from(List.of(directory), commit.end()).test();
        assertTrue(saved.isEmpty() && !saved.startsInside(), saved.toString());
        assertEquals("", saved.cut() + saved.damage());

        bytes[bytes.length - 1]++;
        Files.write(copy, bytes);
        BinlogExtract extract = BinlogExtract.from(List.of(directory), commit.end());
        assertEquals(
                LogError.POSITION_INSIDE_EVENT,
                assertThrows(Problem.class, extract::test).code());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whoever_watches_is_told_of_each_walk_and_of_every_byte_and_transaction(Fixtures server) {
        Watcher watcher = new Watcher();
        String first = server.binlogs().get(0).getFileName().toString();
        SavedLog saved = BinlogExtract.from(List.of(server.source()), new BinlogPosition(first, 4))
                .watchedBy(watcher)
                .save(directory.resolve("watched"));
        assertEquals(
                List.of("reading the binary logs", "saving " + saved.transactions() + " transactions"), watcher.works);
        assertEquals(saved.transactions(), watcher.transactions);
        assertTrue(watcher.announced >= 2 * saved.bytes() - 8_192, watcher.announced + " bytes announced");
        assertTrue(watcher.told >= watcher.announced - 8_192, watcher.told + " of " + watcher.announced + " told");
    }
}

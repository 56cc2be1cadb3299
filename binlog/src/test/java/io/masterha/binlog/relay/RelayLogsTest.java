package io.masterha.binlog.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Fixtures;
import io.masterha.binlog.LogError;
import io.masterha.binlog.MemoryDirectory;
import io.masterha.binlog.Problem;
import io.masterha.binlog.SourceEvent;
import io.masterha.binlog.Watcher;
import io.masterha.binlog.extract.BinlogExtract;
import io.masterha.binlog.extract.Stretch;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.node.SavedLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class RelayLogsTest {
    @TempDir(factory = MemoryDirectory.class)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    static Stream<Fixtures> servers() {
        return Fixtures.all();
    }

    /** Without the one whose replica unpacks what its source had compressed. */
    static Stream<Fixtures> uncompressed() {
        return servers().filter(server -> !server.name().endsWith("compressed"));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void the_end_of_the_relay_logs_is_what_the_server_says_it_has_received(Fixtures server) {
        RelayLogs logs = RelayLogs.of(server.relayIndex());
        if (logs.isOpenEnded()) {
            assertTrue(server.name().startsWith("mariadb118"));
            assertTrue(logs.received().isBefore(server.received()));
        } else {
            assertEquals(server.received(), logs.received());
        }
    }

    @ParameterizedTest
    @MethodSource("uncompressed")
    void every_event_in_the_relay_logs_is_byte_for_byte_the_source_s(Fixtures server) throws Exception {
        Map<String, byte[]> binlogs = new HashMap<>();
        for (Path path : server.binlogs()) {
            binlogs.put(path.getFileName().toString(), Files.readAllBytes(path));
        }
        int compared = 0;
        BinlogPosition reached = new BinlogPosition("", 0);
        for (Stretch segment : RelayLogs.of(server.relayIndex()).segments()) {
            try (LogReader reader = LogReader.open(segment.path())) {
                reader.resume(segment.format(), segment.start());
                reader.continueAt(segment.from());
                for (long at = segment.start(); at < segment.end(); at += reader.length()) {
                    assertTrue(reader.next());
                    EventFrame event = reader.frame();
                    BinlogPosition start = event.endPosition() == 0
                            ? reached
                            : new BinlogPosition(segment.file(), event.endPosition() - event.length());
                    assertTrue(start.compareTo(reached) >= 0, start + " comes after " + reached);
                    reached = new BinlogPosition(segment.file(), start.offset() + event.length());
                    byte[] original = Arrays.copyOfRange(
                            binlogs.get(segment.file()), (int) start.offset(), (int) reached.offset());
                    assertEquals(-1, Arrays.mismatch(original, event.bytes()), event + " at " + start);
                    compared++;
                }
            }
        }
        assertTrue(compared > 30, compared + " events compared");
    }

    @ParameterizedTest
    @MethodSource("uncompressed")
    void relay_log_and_tail_together_are_the_source_s_log_from_any_event_on(Fixtures server) {
        List<SourceEvent> all = SourceEvent.inBinlogs(server.binlogs());
        BinlogPosition begin = RelayLogs.of(server.relayIndex()).begin().orElseThrow();
        SavedLog tail =
                BinlogExtract.from(List.of(server.source()), server.received()).save(directory.resolve("tail"));
        List<SourceEvent> received = all.stream()
                .filter(event -> !event.isHousekeeping() && event.start().isBefore(server.received()))
                .filter(event -> !event.start().isBefore(begin))
                .toList();
        assertTrue(received.size() > 30, received.size() + " events received");
        // Fewer starts than events: each costs some file syncs.
        for (int i = 0; i < received.size(); i += 1 + received.size() / 60) {
            BinlogPosition from = received.get(i).start();
            SavedLog diff = RelayLogExtract.between(server.relayIndex(), from, server.received())
                    .save(directory.resolve("diff-" + i));
            if (diff.isEmpty()) {
                // It would lie inside the last transaction, of which MariaDB 11.8 does not tell where it was cut.
                assertTrue(server.name().startsWith("mariadb118")
                        && !from.isBefore(VirtualBinlog.of(List.of(tail)).start()));
                continue;
            }
            BinlogPosition begins = new BinlogPosition(
                    diff.pieces().get(0).file(), diff.pieces().get(0).from());
            assertTrue(begins.equals(from) || server.name().startsWith("mariadb118"), begins + " for " + from);
            List<SourceEvent> expected = all.stream()
                    .filter(event -> !event.isHousekeeping() && !event.start().isBefore(begins))
                    .filter(event -> isSent(event, server))
                    .toList();
            List<SourceEvent> actual = SourceEvent.inSaved(diff, tail).stream()
                    .filter(event -> isSent(event, server))
                    .toList();
            assertEquals(expected, actual, "from " + from);
        }
    }

    /** MariaDB does not send every comment of rows and every checkpoint to a replica. */
    private static boolean isSent(SourceEvent event, Fixtures server) {
        return !server.isMariadb()
                || (event.type() != EventType.MARIADB_ANNOTATE_ROWS
                        && event.type() != EventType.MARIADB_BINLOG_CHECKPOINT
                        && event.type() != EventType.MARIADB_GTID_LIST);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_diff_that_ends_inside_a_transaction_and_the_tail_are_all_of_the_source_s_transactions(Fixtures server) {
        BinlogPosition from = RelayLogs.of(server.relayIndex()).begin().orElseThrow();
        SavedLog diff = RelayLogExtract.between(server.relayIndex(), from, server.received())
                .save(directory.resolve("diff"));
        VirtualBinlog binlog = VirtualBinlog.of(List.of(diff));
        assertTrue(binlog.end().isBefore(server.received()), binlog.end() + " and " + server.received());
        assertEquals(diff.transactions(), binlog.transactions());
        SavedLog tail =
                BinlogExtract.from(List.of(server.source()), server.received()).save(directory.resolve("tail"));
        assertEquals(!server.name().startsWith("mariadb118"), tail.startsInside());
        VirtualBinlog both = VirtualBinlog.of(List.of(diff, tail));
        assertEquals(0, both.bytesUpTo(both.start()));
        assertTrue(both.bytesUpTo(
                        tail.pieces().isEmpty()
                                ? both.end()
                                : VirtualBinlog.of(List.of(tail)).start())
                > 0);
        assertTrue(both.bytesUpTo(both.end()) > both.bytesUpTo(server.received()));
        assertEquals(server.written(), both.end());
        SavedLog whole = BinlogExtract.from(List.of(server.source()), from).test();
        assertEquals(whole.transactions(), both.transactions());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whoever_watches_a_save_is_told_of_every_transaction(Fixtures server) {
        Watcher watcher = new Watcher();
        BinlogPosition from = RelayLogs.of(server.relayIndex()).begin().orElseThrow();
        SavedLog diff = RelayLogExtract.between(server.relayIndex(), from, server.received())
                .watchedBy(watcher)
                .save(directory.resolve("diff"));
        assertEquals(diff.transactions(), watcher.transactions);
        String last = watcher.works.get(watcher.works.size() - 1);
        assertEquals("saving " + diff.transactions() + " transactions", last);
        assertTrue(watcher.told >= watcher.announced - 8_192, watcher.told + " of " + watcher.announced + " told");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void logs_that_do_not_meet_are_refused(Fixtures server) {
        BinlogPosition from = RelayLogs.of(server.relayIndex()).begin().orElseThrow();
        List<SourceEvent> all = SourceEvent.inBinlogs(server.binlogs()).stream()
                .filter(event -> !event.start().isBefore(from))
                .toList();
        List<BinlogPosition> gtids = new ArrayList<>();
        all.stream()
                .filter(event -> EventType.isGtid(event.type()) || !server.hasGtids())
                .filter(event -> !event.isHousekeeping())
                .forEach(event -> gtids.add(event.start()));
        BinlogPosition end = gtids.get(gtids.size() / 2);
        BinlogPosition later = gtids.get(gtids.size() / 2 + 1);
        SavedLog diff = RelayLogExtract.between(server.relayIndex(), from, end).save(directory.resolve("diff"));
        SavedLog tail = BinlogExtract.from(List.of(server.source()), later).save(directory.resolve("tail"));
        Problem gap = assertThrows(Problem.class, () -> VirtualBinlog.of(List.of(diff, tail)));
        assertEquals(LogError.LOG_GAP, gap.code());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_stretch_that_the_replica_has_not_received_is_refused(Fixtures server) {
        BinlogPosition nextFile =
                new BinlogPosition("mysql-bin.000009", server.written().offset());
        RelayLogExtract extract = RelayLogExtract.between(server.relayIndex(), server.received(), nextFile);
        Problem problem = assertThrows(Problem.class, extract::test);
        assertEquals(LogError.LOG_GAP, problem.code());
        assertThrows(Problem.class, () -> extract.save(directory.resolve("diff")));
    }
}

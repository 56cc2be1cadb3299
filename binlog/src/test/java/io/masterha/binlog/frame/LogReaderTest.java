package io.masterha.binlog.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Fixtures;
import io.masterha.binlog.gtid.Gtid;
import io.masterha.binlog.gtid.GtidEvents;
import io.masterha.binlog.transaction.TransactionBoundary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LogReaderTest {
    static Stream<Fixtures> servers() {
        return Fixtures.all();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void every_byte_of_a_log_belongs_to_one_event_with_a_right_checksum(Fixtures server) throws IOException {
        List<Path> all = new ArrayList<>(server.binlogs());
        all.addAll(server.relayLogs());
        for (Path path : all) {
            long reached = LogReader.FIRST_EVENT;
            try (LogReader reader = LogReader.open(path)) {
                while (reader.next()) {
                    EventFrame event = reader.frame();
                    assertEquals(reached, event.offset());
                    reached = event.end();
                }
                assertEquals(
                        new LogEnd(LogEnd.Kind.CLEAN, Files.size(path), ""),
                        reader.end().orElseThrow());
            }
            assertEquals(Files.size(path), reached, path.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void in_a_source_s_log_the_end_position_is_the_offset_of_the_next_event(Fixtures server) {
        for (Path path : server.binlogs()) {
            try (LogReader reader = LogReader.open(path)) {
                while (reader.next()) {
                    EventFrame event = reader.frame();
                    // MariaDB 11.8 leaves it out inside transactions.
                    boolean left = server.name().startsWith("mariadb118") && event.endPosition() == 0;
                    assertEquals(left ? 0 : event.end(), event.endPosition(), event.toString());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void an_event_gives_its_bytes_even_after_the_reader_has_moved_on(Fixtures server) throws IOException {
        Path path = server.binlogs().get(0);
        byte[] file = Files.readAllBytes(path);
        List<EventFrame> events = new ArrayList<>();
        try (LogReader reader = LogReader.open(path)) {
            while (reader.next()) {
                events.add(reader.frame());
            }
            for (EventFrame event : events) {
                byte[] expected = java.util.Arrays.copyOfRange(file, (int) event.offset(), (int) event.end());
                assertArrayEquals(expected, event.bytes());
                ByteBuffer part = ByteBuffer.allocate(5);
                assertEquals(5, event.read(7, part));
                assertArrayEquals(java.util.Arrays.copyOfRange(expected, 7, 12), part.array());
            }
        }
        assertTrue(events.size() > 50, events.size() + " events");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void which_transaction_it_is_can_be_told_when_the_file_of_its_beginning_is_closed(Fixtures server) {
        for (Path path : server.binlogs()) {
            TransactionBoundary boundary = new TransactionBoundary();
            Optional<Gtid> told = Optional.empty();
            try (LogReader reader = LogReader.open(path)) {
                while (told.isEmpty() && reader.next()) {
                    boundary.next(reader.frame());
                    told = boundary.gtid().flatMap(GtidEvents::transactionOf);
                }
            }
            assertEquals(told, boundary.gtid().flatMap(GtidEvents::transactionOf));
            assertTrue(
                    told.isPresent() || !server.hasGtids() || !path.toString().endsWith("000001"));
        }
    }
}

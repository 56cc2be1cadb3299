package io.masterha.binlog.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Fixtures;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.SourceEvent;
import io.masterha.binlog.extract.SavePlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is selected while relay logs are read for the first time is what a second reading would select. */
@Execution(ExecutionMode.CONCURRENT)
class EarlySelectionTest {
    static Stream<Fixtures> servers() {
        return Fixtures.all();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void between_any_two_events_it_is_what_the_second_reading_selects(Fixtures server) {
        List<BinlogPosition> places = SourceEvent.inBinlogs(server.binlogs()).stream()
                .filter(event -> !event.isHousekeeping())
                .map(SourceEvent::start)
                .filter(start -> !start.isAfter(server.received()))
                .toList();
        int compared = 0;
        int step = 1 + places.size() / 40;
        for (int i = 0; i < places.size(); i += step) {
            for (int k = i; k < places.size(); k += 1 + places.size() / 7) {
                compared += compare(server, places.get(i), places.get(k)) ? 1 : 0;
            }
            compared += compare(server, places.get(i), server.received()) ? 1 : 0;
        }
        // Where MariaDB leaves positions out, and where a transaction came twice (5.6 without GTIDs), only the second
        // will do.
        assertTrue(compared > 3 || server.isMariadb() || server.name().equals("mysql56"), compared + " compared");
    }

    /** Answers whether there was an early selection. */
    private static boolean compare(Fixtures server, BinlogPosition from, BinlogPosition to) {
        EarlySelection early = new EarlySelection(from, to, Reading.UNWATCHED);
        RelayLogs logs = RelayLogs.back(server.relayLogs(), from, to.file(), Reading.UNWATCHED, early);
        Optional<RelaySelection> result = early.result();
        if (result.isEmpty()) {
            return false;
        }
        String story = server + " from " + from + " to " + to;
        assertTrue(!logs.hasUnplaced(), story);
        RelaySelection late = RelaySelection.of(logs.segments(), from, to, Reading.UNWATCHED, true);
        SavePlan expected = late.plan();
        SavePlan actual = result.get().plan();
        assertEquals(expected.kept(), actual.kept(), story);
        assertEquals(expected.from(), actual.from(), story);
        assertEquals(expected.to(), actual.to(), story);
        assertEquals(expected.unwritten(), actual.unwritten(), story);
        assertEquals(late.format(), result.get().format(), story);
        return true;
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_position_inside_an_event_is_told_by_the_second_reading(Fixtures server) {
        BinlogPosition start = SourceEvent.inBinlogs(server.binlogs()).stream()
                .filter(event -> !event.isHousekeeping() && event.start().isBefore(server.received()))
                .toList()
                .get(10)
                .start();
        BinlogPosition inside = new BinlogPosition(start.file(), start.offset() + 3);
        EarlySelection early = new EarlySelection(inside, server.received(), Reading.UNWATCHED);
        RelayLogs logs =
                RelayLogs.back(server.relayLogs(), inside, server.received().file(), Reading.UNWATCHED, early);
        assertEquals(Optional.empty(), early.result().map(RelaySelection::plan));
        try {
            RelaySelection.of(logs.segments(), inside, server.received(), Reading.UNWATCHED, logs.hasUnplaced());
            assertTrue(server.isMariadb(), server + " took " + inside);
        } catch (Problem expected) {
            assertTrue(expected.sentence().contains("is not between two events"), expected.sentence());
        }
    }
}

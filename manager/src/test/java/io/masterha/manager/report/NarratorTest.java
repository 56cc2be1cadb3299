package io.masterha.manager.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.port.Time;
import io.masterha.manager.topology.ServerId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One event, one line; a file says which day it was. */
class NarratorTest {
    private static final Duration DAY = Duration.ofDays(1);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");

    private final Time time = new Time() {
        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long nanos() {
            return now.toEpochMilli() * 1_000_000;
        }

        @Override
        public void sleep(Duration duration) {
            now = now.plus(duration);
        }
    };

    private List<String> printed() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void each_day_of_a_file_begins_with_the_day() {
        Narrator narrator = Narrator.dated(new PrintStream(out, true, StandardCharsets.UTF_8), time);
        narrator.tell("watch", Optional.of(new ServerId("db1", 3306)), "one");
        narrator.warn("watch", Optional.empty(), "two\nlines");
        time.sleep(DAY);
        narrator.tell("watch", Optional.empty(), "three");
        assertEquals(5, printed().size(), printed()::toString);
        assertTrue(
                printed().get(0).startsWith("=== 2026-11-2") && printed().get(0).contains("day"), printed()::toString);
        assertTrue(printed().get(1).endsWith("watch    db1 one"), printed()::toString);
        assertTrue(printed().get(2).endsWith("watch    --  WARNING two lines"), printed()::toString);
        assertTrue(printed().get(3).startsWith("=== 2026-11-2"), printed()::toString);
    }

    @Test
    void a_terminal_shows_the_time_only() {
        new Narrator(new PrintStream(out, true, StandardCharsets.UTF_8), time).tell("plan", Optional.empty(), "x");
        assertEquals(1, printed().size());
    }
}

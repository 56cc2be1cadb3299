package io.masterha.manager.app.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.manager.app.check.Exposure.Tail;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What would be lost now: the judgement as a table. */
class ExposureTest {
    private static final ServerId SOURCE = ServerId.parse("db1");
    private static final Optional<ServerId> BEST = Optional.of(ServerId.parse("db2"));

    private static boolean isBad(long bytes, long millis, Tail tail) {
        return new Exposure(BEST, -1, bytes, Duration.ofMillis(millis), tail).isBad();
    }

    @Test
    void bad_is_a_source_nobody_follows_or_follows_late_or_whose_lead_could_not_be_saved() {
        assertEquals(false, isBad(0, 1, Tail.READABLE));
        assertEquals(false, isBad(500, 20, Tail.READABLE));
        assertEquals(false, isBad(500, 20, Tail.UNKNOWN));
        assertEquals(false, isBad(0, 1, Tail.UNREACHABLE));
        assertEquals(true, isBad(500, 20, Tail.UNREACHABLE));
        assertEquals(true, isBad(500, 20, Tail.ENCRYPTED));
        assertEquals(true, isBad(-1, 20, Tail.ENCRYPTED));
        assertEquals(false, isBad(500, 9_999, Tail.READABLE));
        assertEquals(true, isBad(500, 10_000, Tail.READABLE));
        assertEquals(true, new Exposure(Optional.empty(), -1, -1, Duration.ZERO, Tail.READABLE).isBad());
    }

    @Test
    void it_is_told_with_numbers() {
        assertEquals(
                "if db1 died now: db2, which has received most, lacks 3 transactions, 1,234 bytes, 12 ms; its host"
                        + " answers, so that could be saved from its disk, and is lost only with the disk",
                new Exposure(BEST, 3, 1234, Duration.ofMillis(12), Tail.READABLE).sentence(SOURCE));
        assertEquals(
                "if db1 died now: db2 has received everything; what is committed in between reaches it in 1 ms; its"
                        + " host does not answer over SSH, so that would be lost",
                new Exposure(BEST, 0, 0, Duration.ofMillis(1), Tail.UNREACHABLE).sentence(SOURCE));
        assertEquals(
                "if db1 died now: db2, which has received most, lacks more than a binlog file, 90 s; its logs are"
                        + " encrypted, so that would be lost",
                new Exposure(BEST, -1, -1, Duration.ofSeconds(90), Tail.ENCRYPTED).sentence(SOURCE));
    }
}

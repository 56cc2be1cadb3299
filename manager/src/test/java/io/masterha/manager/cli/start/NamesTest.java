package io.masterha.manager.cli.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NamesTest {
    /** Each look-up waits until all of them have begun. */
    @Test
    void names_are_looked_up_side_by_side() {
        CountDownLatch begun = new CountDownLatch(4);
        Names names = new Names(host -> meet(begun) ? Optional.of("10.0.0." + host) : Optional.empty(), minute());
        assertEquals(
                Map.of(
                        "1", Optional.of("10.0.0.1"),
                        "2", Optional.of("10.0.0.2"),
                        "3", Optional.of("10.0.0.3"),
                        "4", Optional.of("10.0.0.4")),
                names.resolveAll(List.of("1", "2", "3", "4", "1")));
    }

    /** Nine look-ups that never come back cost one limit, and not nine. */
    @Test
    void one_deadline_holds_for_all_and_who_answers_is_not_kept_back_by_who_does_not() {
        CountDownLatch never = new CountDownLatch(1);
        Names names = new Names(
                host -> host.equals("db9") || waits(never) ? Optional.of("10.0.0.9") : Optional.empty(),
                Duration.ofMillis(300));
        long begin = System.nanoTime();
        Map<String, Optional<String>> found =
                names.resolveAll(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "db9"));
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertEquals(Optional.of("10.0.0.9"), found.get("db9"));
        assertEquals(Optional.empty(), found.get("a"));
        assertTrue(took.compareTo(Duration.ofMillis(1500)) < 0, took.toString());
        never.countDown();
    }

    @Test
    void what_is_an_address_already_stays_one() {
        assertEquals(Optional.of("127.0.0.1"), new Names().resolve("127.0.0.1"));
        assertEquals(Map.of(), new Names().resolveAll(List.of()));
    }

    private static Duration minute() {
        return Duration.ofMinutes(1);
    }

    private static boolean meet(CountDownLatch latch) {
        latch.countDown();
        return waits(latch);
    }

    private static boolean waits(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

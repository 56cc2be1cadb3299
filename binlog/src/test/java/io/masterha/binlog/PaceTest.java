package io.masterha.binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MEGA = 1_000_000;
    private final List<String> told = new ArrayList<>();
    private long now;
    private final Pace pace = new Pace(told::add, () -> now);

    @Test
    void long_work_tells_every_two_seconds_how_far_it_is_and_how_long_it_will_take() {
        pace.begin("saving", 1_000 * MEGA);
        for (int i = 0; i < 50; i++) {
            now += SECOND / 10;
            pace.read(10 * MEGA);
        }
        assertEquals(
                List.of(
                        "saving: 200.0 of 1,000.0 MB (20 %), 100.0 MB/s, 8 s left",
                        "saving: 400.0 of 1,000.0 MB (40 %), 100.0 MB/s, 6 s left"),
                told);
    }

    @Test
    void transactions_are_told_where_somebody_counts_them_and_counted_anew_for_the_next_piece_of_work() {
        pace.begin("reading", 10 * MEGA);
        pace.transactions(1_234);
        now += 2 * SECOND;
        pace.read(4 * MEGA);
        pace.begin("saving", 10 * MEGA);
        now += 2 * SECOND;
        pace.read(4 * MEGA);
        assertEquals(
                List.of(
                        "reading: 4.0 of 10.0 MB (40 %), 2.0 MB/s, 3 s left; 1,234 transactions",
                        "saving: 4.0 of 10.0 MB (40 %), 2.0 MB/s, 3 s left"),
                told);
    }

    @Test
    void how_many_transactions_are_done_is_reckoned_from_the_bytes_where_nobody_counts_them() {
        pace.begin("copying a", 10 * MEGA, 50_000);
        now += 2 * SECOND;
        pace.read(4 * MEGA);
        now += 2 * SECOND;
        pace.read(7 * MEGA);
        assertEquals(
                List.of(
                        "copying a: 4.0 of 10.0 MB (40 %), 2.0 MB/s, 3 s left; about 20,000 of 50,000 transactions",
                        "copying a: 11.0 of 10.0 MB (100 %), 2.8 MB/s; about 50,000 of 50,000 transactions"),
                told);
    }

    @Test
    void short_work_tells_nothing_and_each_piece_of_work_begins_anew() {
        pace.begin("reading", 10 * MEGA);
        now += SECOND;
        pace.read(10 * MEGA);
        pace.begin("saving", 10 * MEGA);
        now += SECOND;
        pace.read(10 * MEGA);
        assertEquals(List.of(), told);
    }

    @Test
    void nothing_done_yet_and_an_unknown_length_are_told_without_a_guess() {
        pace.begin("applying", 3 * MEGA);
        now += 2 * SECOND;
        pace.reached(0, "executed up to a:4");
        pace.begin("copying", 0);
        now += 2 * SECOND;
        pace.read(MEGA);
        assertEquals(
                List.of("applying: 0.0 of 3.0 MB (0 %), 0.0 MB/s; executed up to a:4", "copying: 1.0 MB, 0.5 MB/s"),
                told);
    }
}

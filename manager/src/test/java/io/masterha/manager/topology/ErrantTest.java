package io.masterha.manager.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.binlog.BinlogPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a replica has that its source never had; every line of the tables is a cluster that somebody had. */
class ErrantTest {
    /** The failed source. */
    private static final String A = "aaaaaaaa-71ca-11e1-9e33-c80aa9429562";
    /** Its replica, number 2. */
    private static final String B = "bbbbbbbb-71ca-11e1-9e33-c80aa9429562";

    private static final String C = "cccccccc-71ca-11e1-9e33-c80aa9429562";

    private static String errant(String seen, String executed, String received, Errant.Subject... others) {
        Witness witness = new Witness(
                new BinlogPosition("b.000001", 4),
                seen,
                "",
                seen.contains(":") ? A : "",
                1,
                Instant.EPOCH,
                Duration.ZERO);
        return Errant.of(new Errant.Subject(2, executed, received), Optional.of(witness), List.of(others));
    }

    private static Errant.Subject other(String executed, String received) {
        return new Errant.Subject(3, executed, received);
    }

    @Test
    void what_it_wrote_itself_is_found() {
        assertEquals(B + ":1-2", errant(A + ":1-100", A + ":1-90," + B + ":1-2", A + ":80-90"));
        assertEquals(B + ":7", errant(A + ":1-100," + B + ":1-6", A + ":1-100," + B + ":1-7", ""));
        assertEquals(B + ":1", errant(A + ":1-9", A + ":1-9," + B + ":1", "", other(A + ":1-9", A + ":1-9")));
        assertEquals(B + ":fix:1", errant(A + ":1-9", A + ":1-9," + B + ":fix:1", ""));
    }

    @Test
    void what_came_from_the_source_after_the_last_look_is_no_alarm() {
        assertEquals("", errant(A + ":1-100", A + ":1-105", A + ":1-105"));
        assertEquals("", errant(A + ":1-100", A + ":1-105", ""));
        assertEquals("", errant(A + ":1-100", A + ":1-105:app:1-3", ""));
        assertEquals("", errant(C + ":1-100", C + ":1-105", "", other(C + ":1-90", C + ":80-106")));
    }

    @Test
    void the_time_when_it_was_the_source_itself_is_no_alarm() {
        assertEquals("", errant(A + ":1-100," + B + ":1-50", A + ":1-100," + B + ":1-50", A + ":1-100"));
    }

    @Test
    void what_all_others_have_too_is_no_reason_to_prefer_one_of_them() {
        assertEquals("", errant(A + ":1-9", A + ":1-9," + C + ":1", "", other(A + ":1-9," + C + ":1", "")));
        assertEquals(
                C + ":1",
                errant(
                        A + ":1-9",
                        A + ":1-9," + C + ":1",
                        "",
                        other(A + ":1-9," + C + ":1", ""),
                        other(A + ":1-9", "")));
    }

    @Test
    void logs_that_were_purged_in_between_and_a_source_that_nobody_saw_are_no_alarm() {
        assertEquals("", errant(A + ":1-100", A + ":50-100", A + ":90-100"));
        assertEquals("", errant("", A + ":1-100," + B + ":1", ""));
        assertEquals("", Errant.of(new Errant.Subject(2, B + ":1", ""), Optional.empty(), List.of()));
    }

    @Test
    void on_mariadb_a_server_that_is_ahead_with_a_transaction_of_its_own_is_found() {
        assertEquals("0-2-101", errant("0-1-100", "0-2-101", "0-1-100"));
        assertEquals("0-2-100", errant("0-1-100", "0-2-100", "0-1-99"));
        assertEquals("7-2-1", errant("0-1-100,1-1-5", "0-1-100,1-1-5,7-2-1", "0-1-100,1-1-5"));
    }

    @Test
    void on_mariadb_neither_later_transactions_nor_other_domains_of_the_source_nor_a_former_source_are_an_alarm() {
        assertEquals("", errant("0-1-100", "0-1-105", "0-1-105"));
        assertEquals("", errant("0-1-100,1-1-5", "0-1-100,1-1-9", "0-1-100,1-1-9"));
        assertEquals("", errant("0-1-100,2-2-50", "0-1-99,2-2-50", "0-1-99"));
        assertEquals("", errant("0-1-100", "0-1-100,5-9-3", "0-1-100,5-9-3"));
    }
}

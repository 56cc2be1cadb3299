package io.masterha.manager.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;

class HistoriesTest {
    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Test
    void a_set_that_is_within_the_source_s_set_follows_and_one_beyond_it_is_named_and_counted() {
        assertInstanceOf(
                ReturnVerdict.NothingMore.class, Histories.ofSets(A + ":1-9", A + ":1-9," + B + ":1-3", "", A));
        assertEquals(
                new ReturnVerdict.More(A + ":8-9:12", 3, A + ":8-9:12", A + ":1-7", ""),
                Histories.ofSets(A + ":1-9:12", A + ":1-7," + B + ":1-3", "", A));
    }

    @Test
    void what_the_source_has_purged_and_the_other_lacks_cannot_be_sent() {
        assertInstanceOf(ReturnVerdict.NothingMore.class, Histories.ofSets(A + ":1-9", A + ":1-20", A + ":1-9", A));
        assertEquals(
                new ReturnVerdict.TooOld("the source has purged " + A + ":10-12, which it lacks"),
                Histories.ofSets(A + ":1-9", A + ":1-20", A + ":1-12", A));
    }

    @Test
    void a_tag_s_digits_are_no_transactions() {
        assertEquals(
                new ReturnVerdict.More(A + ":tag_7:1-2", 2, A + ":tag_7:1-2", A + ":1-5", ""),
                Histories.ofSets(A + ":1-5:tag_7:1-2", A + ":1-5", "", A));
    }

    /** What a position would hide: the other server has written in the same domain since, with higher numbers. */
    @Test
    void two_servers_of_one_domain_are_told_apart_by_the_binlog_state() {
        assertInstanceOf(ReturnVerdict.NothingMore.class, Histories.ofStates("0-1-100", "0-1-100,0-2-150", 1));
        assertEquals(
                new ReturnVerdict.More("0-1-103 (the source has 0-1-100)", 3, "", "0-1-100", ""),
                Histories.ofStates("0-1-103", "0-1-100,0-2-150", 1));
        assertEquals(
                new ReturnVerdict.More("0-3-7 (the source has nothing of that server)", 7, "", "", ""),
                Histories.ofStates("0-1-100,0-3-7", "0-1-100,0-2-150", 1));
    }

    /** A replica ignores what carries its own server_id: without a word it would stay without these. */
    @Test
    void a_server_that_lost_what_it_wrote_itself_is_told_apart() {
        assertEquals(
                new ReturnVerdict.NothingMore("every GTID that it has executed is there", A + ":8-9"),
                Histories.ofSets(A + ":1-7", A + ":1-9," + B + ":1-3", "", A));
        assertEquals(
                new ReturnVerdict.NothingMore("every GTID in its binlog state is in that of the source", "0-1-100"),
                Histories.ofStates("0-1-95", "0-1-100,0-2-150", 1));
    }
}

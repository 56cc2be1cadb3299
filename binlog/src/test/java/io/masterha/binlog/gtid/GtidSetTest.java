package io.masterha.binlog.gtid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Progress;
import io.masterha.binlog.Progress.Standing;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GtidSetTest {
    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Test
    void intervals_in_any_order_that_touch_overlap_or_repeat_are_one_set_and_are_counted() {
        String uuid = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
        assertEquals(
                uuid + ":1-9:20", GtidSet.parse(uuid + ":7-9:20:1-3:2-5:6:1").toString());
        StringBuilder odd = new StringBuilder(uuid);
        for (int i = 19_999; i > 0; i -= 2) {
            odd.append(':').append(i);
        }
        GtidSet many = GtidSet.parse(odd.toString());
        assertEquals(10_000, many.countBeyond(GtidSet.parse("")));
        assertEquals(9_999, many.countBeyond(GtidSet.parse(uuid + ":1-2")));
        assertEquals(3, GtidSet.parse("0-1-103,1-1-7").countBeyond(GtidSet.parse("0-2-100,1-1-7")));
    }

    @Test
    void a_set_is_printed_as_the_server_prints_it() {
        assertEquals(
                A + ":1-5:7",
                GtidSet.parse(A + ":1-3:4-5,\n" + A.toUpperCase(java.util.Locale.ROOT) + ":7")
                        .toString());
        assertEquals(
                A + ":1-5:blue:1:3-4," + B + ":red:2",
                GtidSet.parse(B + ":red:2," + A + ":BLUE:3-4:1," + A + ":1-5").toString());
        assertEquals("0-1-100,1-2-7", GtidSet.parse("1-2-7,0-1-100").toString());
        assertEquals("", GtidSet.parse("").toString());
    }

    @Test
    void nonsense_is_refused_with_a_hint() {
        for (String text :
                new String[] {"x", A, A + ":", A + ":0", A + ":5-3", A + ":1-", "0-1", A + ":1,x", "0-1-2,3"}) {
            Problem problem = assertThrows(Problem.class, () -> GtidSet.parse(text), text);
            assertFalse(problem.next().isEmpty());
        }
    }

    @Test
    void set_arithmetic_agrees_with_bit_sets_on_random_sets() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            BitSet left = bits(random);
            BitSet right = bits(random);
            GtidSet first = set(left);
            GtidSet second = set(right);
            BitSet union = (BitSet) left.clone();
            union.or(right);
            BitSet minus = (BitSet) left.clone();
            minus.andNot(right);
            assertEquals(set(union), first.union(second), "seed " + seed);
            assertEquals(set(minus), first.minus(second), "seed " + seed);
            assertEquals(set(union).toString(), first.union(second).toString());
            assertEquals(minus.isEmpty(), second.contains(first), "seed " + seed);
            for (int number = 1; number < 40; number++) {
                assertEquals(left.get(number), first.contains(new Gtid.Mysql(A, "", number)));
            }
        }
    }

    private static BitSet bits(Random random) {
        BitSet bits = new BitSet();
        for (int i = 1; i < 40; i++) {
            bits.set(i, random.nextInt(3) > 0);
        }
        return bits;
    }

    private static GtidSet set(BitSet bits) {
        GtidCollector collector = new GtidCollector();
        bits.stream().forEach(number -> collector.add(new Gtid.Mysql(A, "", number)));
        return collector.toSet();
    }

    @Test
    void a_tag_is_a_history_of_its_own() {
        GtidSet plain = GtidSet.parse(A + ":1-5");
        GtidSet tagged = GtidSet.parse(A + ":blue:1-5");
        assertFalse(plain.contains(tagged));
        assertEquals(A + ":1-5:blue:1-5", plain.union(tagged).toString());
        assertEquals(plain, plain.union(tagged).minus(tagged));
    }

    @Test
    void a_position_of_mariadb_stands_for_all_before_it_in_its_domain() {
        GtidSet here = GtidSet.parse("0-1-100,1-2-7");
        assertTrue(here.contains(GtidSet.parse("0-3-99")));
        assertFalse(here.contains(GtidSet.parse("0-3-100")), "the same number from another server is a fork");
        assertFalse(here.contains(GtidSet.parse("2-1-1")));
        assertEquals("0-1-100,1-2-9", here.union(GtidSet.parse("0-3-99,1-2-9")).toString());
        assertEquals("1-2-7", here.minus(GtidSet.parse("0-1-100,1-2-6")).toString());
        assertTrue(here.contains(new Gtid.Mariadb(0, 9, 5)));
        assertEquals(
                "0-1-18446744073709551615",
                GtidSet.parse("0-1-18446744073709551615").toString());
    }

    @Test
    void an_empty_set_is_of_either_family() {
        GtidSet none = GtidSet.parse("");
        for (String text : List.of("0-1-50", A + ":1-5")) {
            GtidSet some = GtidSet.parse(text);
            assertEquals("", none.minus(some).toString());
            assertEquals(0, none.countBeyond(some));
            assertEquals(text, some.minus(none).toString());
            assertEquals(text, none.union(some).toString());
            assertTrue(some.contains(none));
            assertFalse(none.contains(some));
        }
        assertThrows(
                IllegalArgumentException.class, () -> GtidSet.parse("0-1-50").minus(GtidSet.parse(A + ":1")));
    }

    @Test
    void progress_tells_behind_equal_ahead_and_diverged() {
        assertEquals(Standing.BEHIND, position("b.999999:900").standingTo(position("b.1000000:4")));
        assertEquals(Standing.EQUAL, position("b.000001:4").standingTo(position("b.000001:4")));
        assertEquals(Standing.AHEAD, position("b.000001:5").standingTo(position("b.000001:4")));
        assertEquals(Standing.BEHIND, gtids(A + ":1-4").standingTo(gtids(A + ":1-5")));
        assertEquals(Standing.AHEAD, gtids(A + ":1-5," + B + ":1").standingTo(gtids(A + ":1-5")));
        assertEquals(Standing.EQUAL, gtids(A + ":1-5").standingTo(gtids(A + ":1-3:4-5")));
        assertEquals(Standing.DIVERGED, gtids(A + ":1-5," + B + ":1").standingTo(gtids(A + ":1-6")));
        assertEquals(Standing.DIVERGED, gtids("0-1-100").standingTo(gtids("0-2-100")));
        assertThrows(IllegalArgumentException.class, () -> gtids(A + ":1").standingTo(position("b.000001:4")));
    }

    private static Progress position(String text) {
        return new Progress.AtPosition(BinlogPosition.parse(text));
    }

    private static Progress gtids(String text) {
        return new Progress.ByGtids(GtidSet.parse(text));
    }
}

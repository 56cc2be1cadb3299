package io.masterha.manager.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.plan.LossPolicy;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.TopologyText;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LossVerdictTest {
    private static final String FILE = "mysql-bin.000007";

    private final Journal facts = new MemoryJournal(List.of()).open();

    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String DATED = " sync_binlog=1 seen_at=2026-11-21T10:00:00Z silent_ms=3200";

    @Test
    void a_log_that_ends_before_where_the_source_was_seen_is_not_called_complete_although_something_was_cut_off() {
        facts.put(Facts.TAIL, tail(1000, 2000, "unfinished transaction at " + FILE + ":2000"));
        assertEquals("bounded", verdict("seen=" + FILE + ":2500").word());
        assertEquals("none", verdict("seen=" + FILE + ":2000").word());
    }

    @Test
    void what_the_source_logged_after_its_tail_was_saved_is_told() {
        facts.put(Facts.TAIL, tail(1000, 2000, ""));
        facts.put(Facts.AFTER_TAIL, new SavedLog("", 90, "", List.of(), false, 3, "", 0, 0, "", "", ""));
        assertEquals(
                "bounded: the failed source was started again after its binlog had been saved, and only its own binlog"
                        + " holds what it committed then; missing: 3 transactions, from " + FILE
                        + ":2000 on (90 bytes or more)",
                verdict("seen=" + FILE + ":2000").sentence());
        facts.put(Facts.AFTER_TAIL, new SavedLog("", 0, "", List.of(), false, 0, "", 0, 0, "", "", "host is gone"));
        assertEquals("unknown", verdict("seen=" + FILE + ":2000").word());
    }

    @Test
    void a_log_that_was_read_when_its_host_answered_too_late_says_how_much_only_it_has() {
        SavedLog late = tail(1000, 2000, "");
        facts.put(Facts.READ_LATE, late);
        assertEquals(
                "bounded: its host answered too late for its binlog to be saved, which was read then; missing: "
                        + (late.transactions() == 1 ? "1 transaction" : late.transactions() + " transactions")
                        + ", from " + FILE + ":1000 to " + FILE + ":2000 ("
                        + String.format(Locale.ROOT, "%,d", late.bytes())
                        + " bytes or more)",
                silent("position", "seen=" + FILE + ":1000" + DATED).sentence());
        assertTrue(
                silent("position", "seen=" + FILE + ":2500" + DATED).sentence().contains("3.2 s after the last look"),
                "a log that is shorter than it was is no answer");
        facts.put(Facts.READ_LATE, new SavedLog("", 0, "", List.of(), false, 0, "", 0, 0, "", "", ""));
        assertEquals(
                "none", silent("position", "seen=" + FILE + ":1000" + DATED).word());
        facts.put(Facts.READ_LATE, new SavedLog("", 0, "", List.of(), false, 0, "", 0, 0, "", "", "unreadable"));
        assertEquals(
                "bounded", silent("position", "seen=" + FILE + ":1000" + DATED).word());
    }

    @Test
    void without_its_log_what_was_seen_and_is_not_there_is_named_and_so_is_the_time_in_which_nobody_looked() {
        assertEquals(
                "bounded: its host does not answer, so its binlog was not saved; missing: from " + FILE + ":1000 to "
                        + FILE + ":2500 (1,500 bytes or more), and what it committed in the 3.2 s after the last look",
                silent("position", "seen=" + FILE + ":2500" + DATED).sentence());
        assertEquals(
                "bounded: its host does not answer, so its binlog was not saved; nothing that was seen is missing, lost"
                        + " is at most what it committed in the 3.2 s after the last look and did not send",
                silent("position", "seen=" + FILE + ":1000" + DATED).sentence());
    }

    @Test
    void with_gtids_the_missing_transactions_are_named_and_counted() {
        String seen = "seen=" + FILE + ":2500 seen_gtids=" + UUID + ":1-15" + DATED;
        LossVerdict.Bounded bounded = (LossVerdict.Bounded) silent("gtid", seen);
        assertEquals(UUID + ":11-15", bounded.missing().gtids());
        assertEquals(5, bounded.missing().transactions());
        assertEquals(1500, bounded.missing().bytes());
        assertEquals(3200, bounded.missing().unseen().toMillis());
    }

    @Test
    void what_the_new_source_itself_says_of_its_gtids_counts_more_than_what_was_expected() {
        facts.put(Facts.TAIL, tail(1000, 2500, ""));
        String seen = "host=answers seen=" + FILE + ":2500 seen_gtids=" + UUID + ":1-15" + DATED;
        facts.put(Facts.REACHED_GTIDS, UUID + ":1-15");
        assertEquals("none", judged("gtid", seen).word());
        facts.put(Facts.REACHED_GTIDS, UUID + ":1-14");
        assertEquals("bounded", judged("gtid", seen).word());
    }

    @Test
    void what_the_failed_source_had_purged_long_before_is_told_and_is_no_loss_of_this_failover() {
        facts.put(Facts.TAIL, tail(1000, 2500, ""));
        facts.put(Facts.REACHED_GTIDS, UUID + ":3-15");
        String seen = "host=answers seen=" + FILE + ":2500 seen_gtids=" + UUID + ":1-15 seen_purged=" + UUID + ":1-2";
        LossVerdict verdict = judged("gtid", seen + DATED);
        assertEquals("none", verdict.word());
        assertTrue(verdict.sentence().contains(UUID + ":1-2"), verdict.sentence());
    }

    @Test
    void a_mariadb_set_is_compared_by_its_domains() {
        facts.put(Facts.REACHED_GTIDS, "0-1-100,1-1-7");
        String seen = "host=silent seen=" + FILE + ":1000 seen_gtids=0-1-103,1-1-7" + DATED;
        LossVerdict.Bounded bounded = (LossVerdict.Bounded) judged("gtid", seen);
        assertEquals("0-1-103", bounded.missing().gtids());
        assertEquals(3, bounded.missing().transactions());
    }

    @Test
    void an_old_look_bounds_nothing() {
        String old = " sync_binlog=1 seen_at=2026-11-21T01:00:00Z silent_ms=32400000";
        assertEquals(
                "unknown: its host does not answer, so its binlog was not saved, and the last look at it was 9 h before"
                        + " it was known to be down",
                silent("position", "seen=" + FILE + ":1000" + old).sentence());
        assertEquals(
                "unknown", silent("position", "seen=" + FILE + ":2000" + old).word());
        facts.put(Facts.TAIL, tail(1000, 2500, ""));
        assertEquals("none", verdict("seen=" + FILE + ":1000" + old).word());
    }

    @Test
    void a_log_that_need_not_have_reached_the_disk_is_complete_only_if_the_host_stayed_up() {
        facts.put(Facts.TAIL, tail(1000, 2500, ""));
        String seen = "seen=" + FILE + ":2500 sync_binlog=0 seen_at=2026-11-21T10:00:00Z silent_ms=3200";
        assertTrue(verdict(seen + " disk=host_stayed_up").sentence().contains("its host did not restart"));
        assertEquals("none", verdict(seen + " disk=host_stayed_up").word());
        LossVerdict unsure = verdict(seen + " disk=unsure");
        assertEquals("bounded", unsure.word());
        assertTrue(unsure.sentence().contains("sync_binlog was 0"), unsure.sentence());
    }

    @Test
    void a_log_damaged_at_its_end_is_bounded_and_one_damaged_in_between_is_not() {
        facts.put(Facts.TAIL, damaged("the checksum is wrong; 80 bytes from " + FILE + ":2000 on are not saved"));
        LossVerdict verdict = verdict("seen=" + FILE + ":2000");
        assertEquals("bounded", verdict.word());
        assertTrue(verdict.sentence().contains("80 bytes from " + FILE + ":2000"), verdict.sentence());
        facts.put(Facts.TAIL, damaged("80 bytes are not saved" + SavedLog.MORE_FILES));
        assertEquals("unknown", verdict("seen=" + FILE + ":2000").word());
    }

    @Test
    void why_the_log_could_not_be_read_is_in_the_verdict() {
        facts.put(Facts.TAIL_MISSING, "b.000007 is encrypted");
        String sentence = verdict("seen=" + FILE + ":1000" + DATED).sentence();
        assertTrue(sentence.contains("its binlog was not saved: b.000007 is encrypted"), sentence);
    }

    @Test
    void the_policies_allow_what_they_say() {
        assertEquals(
                "[true, false, false] [true, true, false] [true, true, true]",
                allowed(LossPolicy.REFUSE) + " " + allowed(LossPolicy.BOUNDED) + " " + allowed(LossPolicy.ACCEPT));
    }

    private static List<Boolean> allowed(LossPolicy policy) {
        return List.of(policy.allows(true, false), policy.allows(false, true), policy.allows(false, false));
    }

    private LossVerdict verdict(String seen) {
        return judged("position", "host=answers " + seen);
    }

    private LossVerdict silent(String mode, String seen) {
        return judged(mode, "host=silent " + seen);
    }

    private LossVerdict judged(String mode, String source) {
        Topology topology = TopologyText.parse(List.of(
                "source s1 server_id=1 " + source,
                "mode " + mode + " donor=-",
                "replica s2 version=mysql-9.7.0 received=" + FILE + ":1000 executed=" + FILE
                        + ":1000 applier=running log_bin=true rule=neutral checks_delay=true ignore_fail=false"
                        + " extra_gtids=-" + (mode.equals("gtid") ? " gtids=" + UUID + ":1-10" : "")));
        return LossVerdict.judge(topology, facts, new ServerId("s2", 3306));
    }

    private static SavedLog damaged(String damage) {
        SavedLog whole = tail(1000, 2000, "");
        return new SavedLog("/tail", 1000, "", whole.pieces(), false, 4, "", 0, 0, damage, "/tail.cut", damage);
    }

    private static SavedLog tail(long from, long to, String cut) {
        List<LogPiece> pieces = List.of(new LogPiece(FILE, from, to, 120, to - from, 0));
        return new SavedLog("/tail", to - from, "", pieces, false, 4, "", 0, 0, cut, "", "");
    }
}

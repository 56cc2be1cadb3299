package io.masterha.manager.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.TopologyText;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossVerdictTest {
    private static final String FILE = "mysql-bin.000007";

    private final Journal facts = new MemoryJournal(List.of()).open();

    @Test
    void a_log_that_ends_before_where_the_source_was_seen_is_not_called_complete_although_something_was_cut_off() {
        facts.put(Facts.TAIL, tail(1000, 2000, "unfinished transaction at " + FILE + ":2000"));
        assertEquals("unknown", verdict(FILE + ":2500"));
        assertEquals("none", verdict(FILE + ":2000"));
    }

    @Test
    void what_the_source_logged_after_its_tail_was_saved_is_told() {
        facts.put(Facts.TAIL, tail(1000, 2000, ""));
        facts.put(Facts.AFTER_TAIL, new SavedLog("", 90, "", List.of(), false, 3, "", 0, 0, "", "", ""));
        assertEquals("bounded", verdict(FILE + ":2000"));
        facts.put(Facts.AFTER_TAIL, new SavedLog("", 0, "", List.of(), false, 0, "", 0, 0, "", "", "host is gone"));
        assertEquals("unknown", verdict(FILE + ":2000"));
    }

    private String verdict(String seen) {
        Topology topology = TopologyText.parse(List.of(
                "source s1 server_id=1 host=answers seen=" + seen,
                "mode position donor=-",
                "replica s2 version=mysql-9.7.0 received=" + FILE + ":1000 executed=" + FILE
                        + ":1000 applier=running log_bin=true rule=neutral checks_delay=true ignore_fail=false"
                        + " extra_gtids=-"));
        return LossVerdict.judge(topology, facts, new ServerId("s2", 3306)).word();
    }

    private static SavedLog tail(long from, long to, String cut) {
        List<LogPiece> pieces = List.of(new LogPiece(FILE, from, to, 120, to - from, 0));
        return new SavedLog("/tail", to - from, "", pieces, false, 4, "", 0, 0, cut, "", "");
    }
}

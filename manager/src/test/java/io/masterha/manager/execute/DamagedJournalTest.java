package io.masterha.manager.execute;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.Damaged;
import io.masterha.manager.plan.SwitchoverOrder;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Witness;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A journal is what an earlier manager, or a disk, left behind. */
class DamagedJournalTest {
    private static final ServerId SOURCE = new ServerId("db1", 3306);
    private static final ServerId REPLICA = new ServerId("db2", 3307);
    private static final BinlogPosition AT = new BinlogPosition("mysql-bin.000007", 4200);

    @Test
    void a_damaged_journal_is_understood_or_refused() {
        Damaged.everyWay(
                written(), text -> readAll(new MemoryJournal(text.lines().toList()).open()));
    }

    @Test
    void an_undamaged_one_is_understood() {
        Journal journal = new MemoryJournal(written().lines().toList()).open();
        readAll(journal);
        assertTrue(journal.savedLog(Facts.TAIL).isPresent());
        assertFalse(journal.hasEnded());
    }

    /** What a manager asks of a journal that it finds. */
    private static void readAll(Journal journal) {
        journal.failedSource();
        journal.receiving();
        journal.topology();
        journal.plan();
        journal.hasEnded();
        journal.savedLog(Facts.TAIL);
        journal.position(Facts.START);
        journal.read("order", SwitchoverOrder::parse);
        journal.isInDoubt("promote db2");
        journal.settled("promote db2");
    }

    private static String written() {
        MemoryJournal memory = new MemoryJournal(List.of());
        Journal journal = memory.open();
        journal.begin("app1", new FailedSource(SOURCE, 11, true, Optional.of(Witness.at(AT))), List.of(REPLICA));
        journal.planned(
                List.of(
                        "source db1 server_id=11 host=answers seen=mysql-bin.000007:4200",
                        "mode position donor=db2:3307@mysql-bin.000007:100",
                        "replica db2:3307 version=mysql-9.7.0 received=mysql-bin.000007:1000"
                                + " executed=mysql-bin.000007:1000 applier=running log_bin=true rule=neutral"
                                + " checks_delay=true ignore_fail=false extra_gtids=- delay=60",
                        "unreachable db3",
                        "binlog-server db4"),
                List.of("PROMOTE ABORT promote db2"),
                "most advanced");
        List<LogPiece> pieces = List.of(new LogPiece(AT.file(), 1000, 4200, 120, 3200, 0));
        journal.put(Facts.TAIL, new SavedLog("/tail", 3320, "ab", pieces, false, 4, "", 1, 2, "", "", ""));
        journal.put(Facts.START, AT);
        journal.put(
                "order",
                new SwitchoverOrder(REPLICA, OptionalLong.of(10), true, false, true, false, true, true, false)
                        .format());
        journal.started("promote db2");
        return String.join("\n", memory.lines()) + "\n";
    }
}

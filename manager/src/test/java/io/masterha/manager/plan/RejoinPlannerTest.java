package io.masterha.manager.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.plan.RejoinOrder.Action;
import io.masterha.manager.port.OwnTransactions;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RejoinPlannerTest {
    private static RejoinOrder order(Action action, OwnTransactions own, String lostOwn) {
        return new RejoinOrder(
                new ServerId("s1", 3306),
                new ServerId("s2", 3306),
                action,
                Optional.empty(),
                false,
                "/var/tmp/masterha-keeps-3306-down.aB3",
                own,
                false,
                lostOwn,
                1,
                "only_on_s1.binlog");
    }

    private static final OwnTransactions NOTHING = new OwnTransactions("", "", "");

    @Test
    void an_old_source_with_nothing_more_is_closed_and_follows_and_may_start_again() {
        assertEquals(
                List.of(
                        "CLOSE_RETURNED   ABORT        close s1 for writes",
                        "FOLLOW_AGAIN     ABORT        point s1 at s2 by GTID",
                        "LIKE_THE_OTHERS  CONTINUE     set relay_log_purge=0 on s1",
                        "END_KEEPING_DOWN CONTINUE     let s1 start again"),
                RejoinPlanner.plan(order(Action.ATTACH, NOTHING, "")).format());
    }

    @Test
    void one_that_lost_what_it_wrote_itself_fetches_that_under_another_server_id() {
        assertEquals(
                List.of(
                        "CLOSE_RETURNED   ABORT        close s1 for writes",
                        "FOLLOW_AGAIN     ABORT        give s1 another server_id than 1 for a while",
                        "FOLLOW_AGAIN     ABORT        point s1 at s2 by GTID",
                        "FOLLOW_AGAIN     ABORT        let s1 fetch what it has lost",
                        "FOLLOW_AGAIN     ABORT        give s1 server_id 1 back",
                        "LIKE_THE_OTHERS  CONTINUE     set relay_log_purge=0 on s1",
                        "END_KEEPING_DOWN CONTINUE     let s1 start again"),
                RejoinPlanner.plan(order(Action.ATTACH, NOTHING, "0-1-100")).format());
    }

    @Test
    void what_only_it_has_is_taken_back_before_it_follows_or_kept_and_it_follows_nobody() {
        OwnTransactions own = new OwnTransactions("", "0-1-100", "");
        assertEquals(
                List.of(
                        "CLOSE_RETURNED   ABORT        close s1 for writes",
                        "REWIND_RETURNED  ABORT        take back what only s1 has, kept in only_on_s1.binlog",
                        "REWIND_RETURNED  ABORT        forget the transactions that were undone on s1",
                        "FOLLOW_AGAIN     ABORT        point s1 at s2 by GTID"),
                RejoinPlanner.plan(order(Action.REWIND, own, "")).format().subList(0, 4));
        assertEquals(
                List.of(
                        "CLOSE_RETURNED   ABORT        close s1 for writes",
                        "KEEP_OWN         CONTINUE     keep what only s1 has in only_on_s1.binlog"),
                RejoinPlanner.plan(order(Action.QUARANTINE, own, "")).format());
    }

    @Test
    void an_order_is_read_as_it_was_written() {
        RejoinOrder order = new RejoinOrder(
                new ServerId("s1", 3307),
                new ServerId("s2", 3306),
                Action.REWIND,
                Optional.of(new BinlogPosition("bin.000002", 4)),
                true,
                "",
                new OwnTransactions("bin.000001:120", "", "0-1-7"),
                true,
                "",
                7,
                "f");
        assertEquals(order, RejoinOrder.parse(order.format()));
        RejoinOrder other = order(Action.ATTACH, NOTHING, "");
        assertEquals(other, RejoinOrder.parse(other.format()));
    }
}

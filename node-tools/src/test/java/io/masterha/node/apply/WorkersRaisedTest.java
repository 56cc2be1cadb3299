package io.masterha.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WorkersRaisedTest {
    private static final Row NEW_MYSQL = new Row(Map.of("replica_preserve_commit_order", "ON"));
    private static final Row MARIADB = new Row(Map.of("slave_parallel_mode", "optimistic"));

    @Test
    void a_long_log_gets_eight_workers_for_each_processor_but_no_more_than_64() {
        assertEquals(32, wanted(false, NEW_MYSQL, 4, transactions(1_000), 4));
        assertEquals(16, wanted(true, MARIADB, 0, transactions(1_000), 1));
        assertEquals(64, wanted(true, MARIADB, 0, transactions(1_000_000), 64));
    }

    @Test
    void a_short_log_and_a_server_with_more_workers_are_left_alone() {
        assertEquals(0, wanted(false, NEW_MYSQL, 4, transactions(999), 4));
        assertEquals(0, wanted(false, NEW_MYSQL, 32, transactions(1_000), 4));
        assertEquals(0, wanted(true, MARIADB, 64, transactions(1_000), 4));
    }

    @Test
    void where_commits_wait_mariadb_gets_workers_for_two_hundred_transactions() {
        assertEquals(32, wanted(true, MARIADB, 0, transactions(200), 4));
        assertEquals(0, wanted(true, MARIADB, 0, transactions(199), 4));
        assertEquals(0, wanted(false, NEW_MYSQL, 4, transactions(200), 4));
        assertEquals(OptionalInt.empty(), relaxed(true, mariadb("1", "1"), 8, transactions(200)));
    }

    @Test
    void a_hundred_transactions_are_long_if_they_are_large() {
        long large = 32 << 20;
        assertEquals(32, wanted(false, NEW_MYSQL, 4, new WorkersRaised.Diff(100, large), 4));
        assertEquals(0, wanted(false, NEW_MYSQL, 4, new WorkersRaised.Diff(99, large), 4));
        assertEquals(0, wanted(false, NEW_MYSQL, 4, new WorkersRaised.Diff(100, large - 1), 4));
    }

    @Test
    void workers_that_do_not_commit_in_order_are_not_made_more() {
        Row byTime = new Row(Map.of("slave_parallel_type", "LOGICAL_CLOCK", "slave_preserve_commit_order", "OFF"));
        Row byDatabase = new Row(Map.of("slave_parallel_type", "DATABASE", "slave_preserve_commit_order", "ON"));
        Row inOrder = new Row(Map.of("slave_parallel_type", "LOGICAL_CLOCK", "slave_preserve_commit_order", "ON"));
        Row oldest = new Row(Map.of());
        assertEquals(0, wanted(false, byTime, 4, transactions(5_000), 4));
        assertEquals(0, wanted(false, byDatabase, 4, transactions(5_000), 4));
        assertEquals(0, wanted(false, oldest, 0, transactions(5_000), 4));
        assertEquals(32, wanted(false, inOrder, 4, transactions(5_000), 4));
        assertEquals(0, wanted(true, new Row(Map.of("slave_parallel_mode", "none")), 0, transactions(5_000), 4));
        assertEquals(0, wanted(true, oldest, 0, transactions(5_000), 4));
    }

    @Test
    void one_applies_small_transactions_that_need_not_wait_for_the_disk() {
        assertEquals(0, relaxed(true, mariadb("1", "1"), 8, transactions(5_000)).orElse(-1));
        assertEquals(OptionalInt.empty(), relaxed(true, mariadb("1", "1"), 0, transactions(5_000)));
        assertEquals(1, relaxed(false, NEW_MYSQL, 4, transactions(5_000)).orElse(-1));
        assertEquals(OptionalInt.empty(), relaxed(false, NEW_MYSQL, 1, transactions(5_000)));
        assertEquals(OptionalInt.empty(), relaxed(false, new Row(Map.of()), 0, transactions(5_000)));
    }

    @Test
    void one_applies_large_transactions_on_mariadb_and_many_do_on_mysql() {
        WorkersRaised.Diff large = new WorkersRaised.Diff(1_000, 300_000_000);
        assertEquals(0, relaxed(true, mariadb("1", "1"), 8, large).orElse(-1));
        assertEquals(32, relaxed(false, NEW_MYSQL, 4, large).orElse(-1));
        assertEquals(OptionalInt.of(0), WorkersRaised.wanted(true, mariadb("1", "1"), 8, large, 4, false));
        WorkersRaised.Diff middling = new WorkersRaised.Diff(1_000, 100_000_000);
        assertEquals(32, wanted(true, mariadb("1", "1"), 8, middling, 4));
        Row ahead = new Row(Map.of("slave_parallel_mode", "optimistic", "slave_parallel_max_queued", "300000"));
        assertEquals(32, wanted(true, ahead, 8, large, 4));
    }

    @Test
    void without_a_binary_log_of_its_own_only_the_redo_log_counts() {
        Row unlogged =
                new Row(Map.of("log_bin", "ON", "log_slave_updates", "OFF", "innodb_flush_log_at_trx_commit", "2"));
        assertEquals(OptionalInt.of(0), WorkersRaised.wanted(true, unlogged, 8, transactions(5_000), 4, false));
        Row logged = new Row(Map.of(
                "slave_parallel_mode", "optimistic", "log_slave_updates", "ON", "innodb_flush_log_at_trx_commit", "2"));
        assertEquals(32, wanted(true, logged, 8, transactions(5_000), 4));
    }

    @Test
    void commits_wait_unless_neither_the_redo_log_nor_the_binary_log_is_synced() {
        WorkersRaised.Diff diff = transactions(5_000);
        assertEquals(32, wanted(true, mariadb("1", "1"), 8, diff, 4));
        assertEquals(32, wanted(true, mariadb("1", "2"), 8, diff, 4));
        assertEquals(32, wanted(true, mariadb("0", "1"), 8, diff, 4));
        assertEquals(32, wanted(true, mariadb("0", "3"), 8, diff, 4));
        assertEquals(
                0,
                WorkersRaised.wanted(true, mariadb("0", "2"), 8, diff, 4, false).orElse(-1));
        assertEquals(
                0,
                WorkersRaised.wanted(true, mariadb("0", "0"), 8, diff, 4, false).orElse(-1));
        assertEquals(OptionalInt.empty(), WorkersRaised.wanted(true, mariadb("0", "2"), 8, transactions(9), 4, false));
    }

    private static OptionalInt relaxed(boolean isMariadb, Row variables, long present, WorkersRaised.Diff diff) {
        return WorkersRaised.wanted(isMariadb, variables, present, diff, 4, true);
    }

    private static Row mariadb(String syncBinlog, String flushLog) {
        return new Row(Map.of(
                "slave_parallel_mode",
                "optimistic",
                "log_bin",
                "ON",
                "sync_binlog",
                syncBinlog,
                "innodb_flush_log_at_trx_commit",
                flushLog));
    }

    /** With durable commits; 0 to leave them as they are. */
    private static int wanted(boolean isMariadb, Row variables, long present, WorkersRaised.Diff diff, int processors) {
        return WorkersRaised.wanted(isMariadb, variables, present, diff, processors, false)
                .orElse(0);
    }

    private static WorkersRaised.Diff transactions(long count) {
        return new WorkersRaised.Diff(count, count * 150);
    }
}

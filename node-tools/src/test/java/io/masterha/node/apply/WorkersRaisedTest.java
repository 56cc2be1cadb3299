package io.masterha.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkersRaisedTest {
    private static final Row NEW_MYSQL = new Row(Map.of("replica_preserve_commit_order", "ON"));
    private static final Row MARIADB = new Row(Map.of("slave_parallel_mode", "optimistic"));

    @Test
    void a_long_log_gets_eight_workers_for_each_processor_but_no_more_than_64() {
        assertEquals(32, WorkersRaised.wanted(false, NEW_MYSQL, 4, transactions(1_000), 4));
        assertEquals(16, WorkersRaised.wanted(true, MARIADB, 0, transactions(1_000), 1));
        assertEquals(64, WorkersRaised.wanted(true, MARIADB, 0, transactions(1_000_000), 64));
    }

    @Test
    void a_short_log_and_a_server_with_more_workers_are_left_alone() {
        assertEquals(0, WorkersRaised.wanted(false, NEW_MYSQL, 4, transactions(999), 4));
        assertEquals(0, WorkersRaised.wanted(false, NEW_MYSQL, 32, transactions(1_000), 4));
        assertEquals(0, WorkersRaised.wanted(true, MARIADB, 64, transactions(1_000), 4));
    }

    @Test
    void a_hundred_transactions_are_long_if_they_are_large() {
        long large = 32 << 20;
        assertEquals(32, WorkersRaised.wanted(false, NEW_MYSQL, 4, new WorkersRaised.Diff(100, large), 4));
        assertEquals(0, WorkersRaised.wanted(false, NEW_MYSQL, 4, new WorkersRaised.Diff(99, large), 4));
        assertEquals(0, WorkersRaised.wanted(false, NEW_MYSQL, 4, new WorkersRaised.Diff(100, large - 1), 4));
    }

    @Test
    void workers_that_do_not_commit_in_order_are_not_made_more() {
        Row byTime = new Row(Map.of("slave_parallel_type", "LOGICAL_CLOCK", "slave_preserve_commit_order", "OFF"));
        Row byDatabase = new Row(Map.of("slave_parallel_type", "DATABASE", "slave_preserve_commit_order", "ON"));
        Row inOrder = new Row(Map.of("slave_parallel_type", "LOGICAL_CLOCK", "slave_preserve_commit_order", "ON"));
        Row oldest = new Row(Map.of());
        assertEquals(0, WorkersRaised.wanted(false, byTime, 4, transactions(5_000), 4));
        assertEquals(0, WorkersRaised.wanted(false, byDatabase, 4, transactions(5_000), 4));
        assertEquals(0, WorkersRaised.wanted(false, oldest, 0, transactions(5_000), 4));
        assertEquals(32, WorkersRaised.wanted(false, inOrder, 4, transactions(5_000), 4));
        assertEquals(
                0,
                WorkersRaised.wanted(true, new Row(Map.of("slave_parallel_mode", "none")), 0, transactions(5_000), 4));
        assertEquals(0, WorkersRaised.wanted(true, oldest, 0, transactions(5_000), 4));
    }

    private static WorkersRaised.Diff transactions(long count) {
        return new WorkersRaised.Diff(count, count * 150);
    }
}

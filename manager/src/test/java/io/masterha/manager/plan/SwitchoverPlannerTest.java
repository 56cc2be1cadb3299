package io.masterha.manager.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.topology.TopologyText;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwitchoverPlannerTest {
    private static final String REST =
            " received=b.000001:300 executed=b.000001:300 applier=running log_bin=true rule=neutral"
                    + " checks_delay=false ignore_fail=false extra_gtids=-";
    private static final List<String> BY_GTID = List.of(
            "source s1 server_id=1 host=answers seen=b.000001:300",
            "mode gtid donor=-",
            "replica s2 version=mysql-9.7.4" + REST,
            "replica s3 version=mysql-9.7.4" + REST,
            "replica s4 version=mysql-9.7.4" + REST);
    private static final List<String> BY_POSITION = List.of(
            "source s1 server_id=1 host=answers seen=b.000001:300",
            "mode position donor=-",
            "replica s2 version=mariadb-10.11.4" + REST,
            "replica s3 version=mariadb-10.11.4" + REST);

    @Test
    void a_bare_switchover_blocks_waits_opens_and_points_the_others_at_the_new_source() {
        assertEquals(
                """
                DRAW_NEAR        ABORT        let s3 come near s1
                BLOCK            ABORT        block writes on s1
                READ_FINAL       ABORT        read the final position of s1
                CATCH_UP         ABORT        wait until s3 has executed everything of s1
                HALT             ABORT        stop the applier of s3
                OPEN             ABORT        open s3 for writes
                -- the point of no return --
                KEEP_BLOCKED     CONTINUE     keep s1 read-only
                OTHERS_CATCH_UP  LOSE_SERVER  wait until s2 has executed everything of s1
                OTHERS_CATCH_UP  LOSE_SERVER  wait until s4 has executed everything of s1
                OTHERS_FOLLOW    LOSE_SERVER  point s2 at s3 by GTID
                OTHERS_FOLLOW    LOSE_SERVER  point s4 at s3 by GTID
                CLEANUP          CONTINUE     clear the replication settings of s3
                -- the way back, if a step before that point fails --
                CLOSE_AGAIN      ABORT        make sure that s3 takes no writes
                REOPEN           ABORT        open s1 for writes again
                RESUME           CONTINUE     start replication on s3 again""",
                plan(
                        BY_GTID,
                        "new_source=s3 ends_transactions=- stops_events=false moves_address=false locks_tables=false"
                                + " was_read_only=false old_follows=false forgets_source=true"));
    }

    @Test
    void everything_that_was_put_aside_on_the_way_there_is_put_back_on_the_way_back() {
        assertEquals(
                """
                DRAW_NEAR        ABORT        let s2 come near s1
                END_TRANSACTIONS ABORT        end transactions on s1 that last longer than 1 s
                STOP_EVENTS      ABORT        stop the event scheduler of s1
                LEAVE_ADDRESS    ABORT        take the address off s1
                BLOCK            ABORT        block writes on s1
                READ_FINAL       ABORT        read the final position of s1
                CATCH_UP         ABORT        wait until s2 has executed everything of s1
                HALT             ABORT        stop the applier of s2
                HALT             ABORT        end privileged connections on s1
                ARRIVE_ADDRESS   ABORT        give the address to s2
                OPEN             ABORT        open s2 for writes
                -- the point of no return --
                KEEP_BLOCKED     CONTINUE     keep s1 read-only
                KEEP_BLOCKED     CONTINUE     see the address off s1
                OTHERS_CATCH_UP  LOSE_SERVER  wait until s3 has executed everything of s1
                OTHERS_FOLLOW    LOSE_SERVER  point s3 at s2
                UNLOCK           CONTINUE     unlock the tables of s1
                CLEANUP          CONTINUE     clear the replication settings of s2
                REJOIN           LOSE_SERVER  point s1 at s2
                -- the way back, if a step before that point fails --
                CLOSE_AGAIN      ABORT        make sure that s2 takes no writes
                REOPEN           ABORT        open s1 for writes again
                RETURN_ADDRESS   CONTINUE     give the address back to s1
                RESUME           CONTINUE     start the event scheduler of s1 again
                RESUME           CONTINUE     start replication on s2 again""",
                plan(
                        BY_POSITION,
                        "new_source=s2 ends_transactions=1 stops_events=true moves_address=true locks_tables=true"
                                + " was_read_only=false old_follows=true forgets_source=true"));
    }

    @Test
    void by_gtid_the_old_source_follows_together_with_the_others() {
        String plan = plan(
                BY_GTID,
                "new_source=s3 ends_transactions=- stops_events=false moves_address=false locks_tables=false"
                        + " was_read_only=false old_follows=true forgets_source=true");
        assertTrue(plan.contains("""
                OTHERS_FOLLOW    LOSE_SERVER  point s2 at s3 by GTID
                OTHERS_FOLLOW    LOSE_SERVER  point s4 at s3 by GTID
                OTHERS_FOLLOW    LOSE_SERVER  point s1 at s3 by GTID
                CLEANUP          CONTINUE     clear the replication settings of s3
                -- the way back"""), plan);
    }

    @Test
    void a_replica_that_is_delayed_on_purpose_follows_by_gtid_without_executing_what_it_holds_back() {
        List<String> delayed = BY_GTID.stream()
                .map(line -> line.startsWith("replica s4") ? line + " delay=3600" : line)
                .toList();
        String plan = plan(
                delayed,
                "new_source=s3 ends_transactions=- stops_events=false moves_address=false locks_tables=false"
                        + " was_read_only=false old_follows=false forgets_source=true");
        assertFalse(plan.contains("wait until s4 has"), plan);
        assertTrue(plan.contains("point s4 at s3 by GTID"), plan);
    }

    @Test
    void by_position_a_replica_that_is_delayed_on_purpose_executes_what_it_holds_back_and_no_more() {
        List<String> delayed = BY_POSITION.stream()
                .map(line -> line.startsWith("replica s3") ? line + " delay=3600" : line)
                .toList();
        String plan = plan(
                delayed,
                "new_source=s2 ends_transactions=- stops_events=false moves_address=false locks_tables=false"
                        + " was_read_only=false old_follows=false forgets_source=true");
        assertTrue(plan.contains("let s3, which is delayed, execute what it has of s1"), plan);
        assertFalse(plan.contains("wait until s3 has"), plan);
        assertTrue(plan.contains("point s3 at s2"), plan);
    }

    @Test
    void a_source_that_was_read_only_before_is_left_so_on_the_way_back() {
        String plan = plan(
                BY_POSITION,
                "new_source=s2 ends_transactions=- stops_events=false moves_address=false locks_tables=true"
                        + " was_read_only=true old_follows=false forgets_source=false");
        assertEquals("""
                CLOSE_AGAIN      ABORT        make sure that s2 takes no writes
                REOPEN           ABORT        unlock the tables of s1
                RESUME           CONTINUE     start replication on s2 again""", plan.substring(plan.indexOf("CLOSE_AGAIN")));
    }

    @Test
    void the_order_reads_what_it_prints() {
        String line = "new_source=s2:3307 ends_transactions=5 stops_events=true moves_address=false locks_tables=true"
                + " was_read_only=false old_follows=true forgets_source=false";
        assertEquals(line, SwitchoverOrder.parse(line).format());
    }

    private static String plan(List<String> topology, String order) {
        return String.join(
                "\n",
                SwitchoverPlanner.plan(TopologyText.parse(topology), SwitchoverOrder.parse(order))
                        .format());
    }
}

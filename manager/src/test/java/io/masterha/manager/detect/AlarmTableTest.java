package io.masterha.manager.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.detect.Health.Access;
import io.masterha.manager.detect.Health.Calm;
import io.masterha.manager.detect.Health.Disk;
import io.masterha.manager.detect.Health.Receipt;
import io.masterha.manager.detect.Health.Replicas;
import io.masterha.manager.detect.Health.Writes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The input space is small: all of it is tried. */
class AlarmTableTest {
    private static List<Health> all() {
        List<Health> all = new ArrayList<>();
        for (Access access : Access.values()) {
            for (Writes writes : Writes.values()) {
                for (Disk disk : Disk.values()) {
                    for (Receipt receipt : Receipt.values()) {
                        for (Calm calm : Calm.values()) {
                            for (Replicas replicas : Replicas.values()) {
                                all.add(new Health(access, writes, disk, receipt, calm, replicas));
                            }
                        }
                    }
                }
            }
        }
        return all;
    }

    @Test
    void every_row_is_reached_and_no_verdict_has_two_rows_at_once() {
        Set<String> reached = new HashSet<>();
        for (Health health : all()) {
            List<AlarmTable.Row> rows = AlarmTable.judge(health);
            rows.forEach(row -> reached.add(row.rule()));
            assertEquals(
                    rows.size(),
                    rows.stream().map(AlarmTable.Row::verdict).distinct().count(),
                    () -> health + ": " + rows);
        }
        assertEquals(AlarmTable.rows().size(), reached.size(), "reached: " + reached);
    }

    @Test
    void no_row_is_a_reason_to_fail_over_by_itself() {
        for (AlarmTable.Row row : AlarmTable.rows()) {
            assertTrue(row.verdict().isAlarm(), row.rule());
        }
    }

    @Test
    void what_waits_for_an_acknowledgement_is_never_unwritable() {
        for (Health health : all()) {
            if (health.writes() == Writes.WAIT_FOR_ACK) {
                assertFalse(AlarmTable.isUnwritable(health), health.toString());
                assertTrue(
                        AlarmTable.judge(health).stream().anyMatch(row -> row.verdict() == Verdict.SEMI_SYNC_BLOCKED));
            }
        }
    }

    @Test
    void a_source_that_commits_is_never_given_up_whatever_its_disk_says() {
        for (Health health : all()) {
            if (health.writes() == Writes.FLOW) {
                assertFalse(AlarmTable.isUnwritable(health), health.toString());
            }
            if (health.writes() == Writes.STALLED) {
                assertTrue(AlarmTable.isUnwritable(health), health.toString());
            }
        }
    }

    @Test
    void where_nothing_is_wrong_nothing_is_told() {
        assertEquals(List.of(), AlarmTable.judge(Health.UNKNOWN));
        assertEquals(
                List.of(),
                AlarmTable.judge(new Health(Access.OPEN, Writes.FLOW, Disk.ROOM, Receipt.ARRIVES, Calm.STEADY)));
    }
}

package io.masterha.manager.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AutoPositionTest {
    private static final String SOURCE = "aaaaaaaa-0000-0000-0000-000000000001:";
    private static final String ERRANT = "bbbbbbbb-0000-0000-0000-000000000002:1";

    private static AutoPosition.Subject replica(int number, String all) {
        return replica(number, all, "", Optional.empty());
    }

    private static AutoPosition.Subject replica(
            int number, String all, String purged, Optional<BinlogPosition> stoppedAt) {
        ServerId id = new ServerId("s" + number, 3306);
        return new AutoPosition.Subject(id, false, true, true, true, all, "", purged, stoppedAt);
    }

    private static AutoPosition.Subject with(boolean byGtid, boolean goesOver, boolean gtidOn) {
        ServerId id = new ServerId("s1", 3306);
        return new AutoPosition.Subject(id, byGtid, goesOver, gtidOn, true, SOURCE + "1-9", "", "", Optional.empty());
    }

    @Test
    void it_is_wanted_as_MHA_wants_it() {
        assertTrue(AutoPosition.isWanted(List.of(with(false, true, true), with(false, false, true))));
        assertTrue(AutoPosition.isWanted(List.of(with(true, false, true), with(false, false, true))));
        assertFalse(AutoPosition.isWanted(List.of(with(false, false, true))), "use_gtid_auto_pos=0");
        assertFalse(AutoPosition.isWanted(List.of(with(false, true, true), with(false, true, false))), "gtid_mode=OFF");
        assertFalse(AutoPosition.isWanted(List.of(replica(1, ""))), "nothing executed");
    }

    @Test
    void whoever_is_only_behind_goes_over() {
        assertEquals(
                Optional.empty(),
                AutoPosition.obstacle(List.of(replica(1, SOURCE + "1-90"), replica(2, SOURCE + "1-100"))));
    }

    @Test
    void a_set_with_a_hole_stays_by_position_because_what_is_in_the_hole_would_come_again() {
        String why = AutoPosition.obstacle(List.of(replica(1, SOURCE + "50-100"), replica(2, SOURCE + "1-100")))
                .orElseThrow();
        assertTrue(why.startsWith("s1 lacks " + SOURCE + "1-49 of s2"), why);
        assertTrue(AutoPosition.obstacle(List.of(replica(1, SOURCE + "1-9"), replica(2, SOURCE + "1-9," + ERRANT)))
                .isPresent());
    }

    @Test
    void what_was_received_but_forgotten_as_executed_is_a_hole_too() {
        ServerId id = new ServerId("s1", 3306);
        AutoPosition.Subject behind = new AutoPosition.Subject(
                id, false, true, true, true, SOURCE + "1-50", SOURCE + "20-60", "", Optional.empty());
        assertEquals(Optional.empty(), AutoPosition.obstacle(List.of(behind, replica(2, SOURCE + "1-60"))));
        AutoPosition.Subject forgotten = new AutoPosition.Subject(
                id, false, true, true, true, SOURCE + "30-50", SOURCE + "20-60", "", Optional.empty());
        assertTrue(AutoPosition.obstacle(List.of(forgotten, replica(2, SOURCE + "1-60")))
                .isPresent());
    }

    @Test
    void replicas_that_stopped_at_the_same_place_have_the_same_set() {
        Optional<BinlogPosition> here = Optional.of(new BinlogPosition("binlog.000003", 777));
        List<AutoPosition.Subject> skipped =
                List.of(replica(1, SOURCE + "1-99", "", here), replica(2, SOURCE + "1-100", "", here));
        assertTrue(AutoPosition.obstacle(skipped).isPresent());
    }

    @Test
    void what_is_purged_on_another_cannot_be_had_by_GTID() {
        List<AutoPosition.Subject> replicas =
                List.of(replica(1, SOURCE + "1-90"), replica(2, SOURCE + "1-100", SOURCE + "1-95", Optional.empty()));
        assertEquals(Optional.of("s2 has purged what s1 lacks: " + SOURCE + "91-95"), AutoPosition.obstacle(replicas));
    }
}

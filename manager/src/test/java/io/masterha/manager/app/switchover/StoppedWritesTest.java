package io.masterha.manager.app.switchover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.manager.execute.PlanRunner.Timing;
import io.masterha.manager.plan.Phase;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The figure that an operator reads as "how long could nobody write". */
class StoppedWritesTest {
    @Test
    void the_time_counts_from_the_block_of_writes_to_the_opening_of_the_new_source() {
        List<Timing> timings = took(
                Phase.DRAW_NEAR,
                5000,
                Phase.LEAVE_ADDRESS,
                700,
                Phase.BLOCK,
                40,
                Phase.READ_FINAL,
                3,
                Phase.CATCH_UP,
                20,
                Phase.HALT,
                10,
                Phase.ARRIVE_ADDRESS,
                300,
                Phase.OPEN,
                7,
                Phase.OTHERS_FOLLOW,
                900);
        assertEquals(40 + 3 + 20 + 10 + 300 + 7, StoppedWrites.millis(timings, Phase.OPEN));
    }

    @Test
    void an_address_script_before_the_block_is_not_counted_as_stopped_writes() {
        assertEquals(-1, StoppedWrites.millis(took(Phase.DRAW_NEAR, 10, Phase.LEAVE_ADDRESS, 700), Phase.OPEN));
        assertEquals(-1, StoppedWrites.millis(took(Phase.LEAVE_ADDRESS, 700, Phase.REOPEN, 5), Phase.REOPEN));
    }

    @Test
    void on_the_way_back_the_time_ends_when_the_old_source_is_open_again() {
        List<Timing> timings =
                took(Phase.BLOCK, 40, Phase.CATCH_UP, 3000, Phase.CLOSE_AGAIN, 2, Phase.REOPEN, 5, Phase.RESUME, 600);
        assertEquals(3047, StoppedWrites.millis(timings, Phase.REOPEN));
    }

    private static List<Timing> took(Object... phasesAndMillis) {
        return IntStream.range(0, phasesAndMillis.length / 2)
                .mapToObj(i -> new Timing(
                        ((Phase) phasesAndMillis[2 * i]).number(),
                        phasesAndMillis[2 * i].toString(),
                        ((Number) phasesAndMillis[2 * i + 1]).longValue()))
                .toList();
    }
}

package io.masterha.binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatchingUpTest {
    private static final long SECOND = 1_000_000_000;
    private final List<String> told = new ArrayList<>();
    private long now;
    private final CatchingUp catchingUp = new CatchingUp(told::add, () -> now);

    private void saw(String executed, String received, String more) {
        catchingUp.saw(BinlogPosition.parse(executed), BinlogPosition.parse(received), more);
        now += 2 * SECOND;
    }

    @Test
    void how_much_is_left_is_told_as_soon_as_no_file_is_between() {
        saw("a.000007:1000004", "a.000009:30000004", "");
        saw("a.000007:21000004", "a.000009:30000004", "");
        saw("a.000009:10000004", "a.000009:30000004", "9 transactions left");
        saw("a.000009:30000004", "a.000009:30000004", "");
        assertEquals(
                List.of(
                        "executing what was received: 20.0 MB, 10.0 MB/s; executed up to a.000007:21000004 of a.000009:30000004",
                        "executing what was received: 30.0 of 50.0 MB (60 %), 7.5 MB/s, 3 s left;"
                                + " executed up to a.000009:10000004 of a.000009:30000004, 9 transactions left",
                        "executing what was received: 50.0 of 50.0 MB (100 %), 8.3 MB/s;"
                                + " executed up to a.000009:30000004 of a.000009:30000004"),
                told);
    }

    @Test
    void an_applier_that_does_not_move_is_told_too() {
        saw("a.000007:1000004", "a.000007:30000004", "");
        saw("a.000007:1000004", "a.000007:30000004", "");
        assertEquals(
                List.of("executing what was received: 0.0 of 29.0 MB (0 %), 0.0 MB/s;"
                        + " executed up to a.000007:1000004 of a.000007:30000004"),
                told);
    }
}

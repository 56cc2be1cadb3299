package io.masterha.manager.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.manager.detect.AlarmBook.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlarmBookTest {
    private static final long SECOND = 1_000_000_000;
    private final AlarmBook book = new AlarmBook(Duration.ofSeconds(60));

    private List<Kind> told(long second, Verdict... standing) {
        Map<Verdict, AlarmBook.Alarm> alarms = new EnumMap<>(Verdict.class);
        for (Verdict verdict : standing) {
            alarms.put(verdict, new AlarmBook.Alarm("because", "at " + second));
        }
        return book.at(second * SECOND, alarms).stream()
                .map(AlarmBook.Entry::kind)
                .toList();
    }

    @Test
    void an_alarm_is_told_at_once_then_once_an_interval_and_when_it_is_over() {
        List<Long> repeated = new ArrayList<>();
        assertEquals(List.of(Kind.RAISED), told(0, Verdict.UNWRITABLE));
        for (long second = 1; second <= 200; second++) {
            if (!told(second, Verdict.UNWRITABLE).isEmpty()) {
                repeated.add(second);
            }
        }
        assertEquals(List.of(60L, 120L, 180L), repeated);
        assertEquals(
                List.of(new AlarmBook.Entry(
                        Verdict.UNWRITABLE, Kind.OVER, "because [at 180]", Duration.ofSeconds(201))),
                book.at(201 * SECOND, Map.of()));
        assertEquals(List.of(), told(202));
    }

    @Test
    void alarms_do_not_hide_each_other() {
        assertEquals(List.of(Kind.RAISED), told(0, Verdict.UNWRITABLE));
        assertEquals(List.of(Kind.RAISED), told(10, Verdict.UNWRITABLE, Verdict.REPLICATION_CUT));
        assertEquals(List.of(Kind.STANDS, Kind.OVER), told(60, Verdict.UNWRITABLE));
    }

    @Test
    void an_alarm_whose_reason_turns_out_to_be_another_one_is_told_again_at_once() {
        told(0, Verdict.UNWRITABLE);
        Map<Verdict, AlarmBook.Alarm> full = Map.of(Verdict.UNWRITABLE, new AlarmBook.Alarm("its disk is full", ""));
        assertEquals(
                List.of(new AlarmBook.Entry(
                        Verdict.UNWRITABLE, Kind.STANDS, "its disk is full", Duration.ofSeconds(8))),
                book.at(8 * SECOND, full));
        assertEquals(List.of(), book.at(16 * SECOND, full));
    }
}

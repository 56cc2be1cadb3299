package io.masterha.manager.detect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Decides when an alarm is told: at once, again after each interval while it lasts, and when it is over. */
public final class AlarmBook {
    /** What is to be told. */
    public enum Kind {
        RAISED,
        STANDS,
        OVER
    }

    /**
     * One thing to tell.
     *
     * @param words why; of an alarm that is over, the words with which it was told last
     * @param lasting since when it stands
     */
    public record Entry(Verdict verdict, Kind kind, String words, Duration lasting) {}

    private record Standing(long sinceNanos, long toldNanos, String words) {}

    private final Duration interval;
    private final Map<Verdict, Standing> standing = new EnumMap<>(Verdict.class);

    public AlarmBook(Duration interval) {
        this.interval = interval;
    }

    /** The alarms that stand now, all of them, with their words; what of it is to be told. */
    public List<Entry> at(long nowNanos, Map<Verdict, String> alarms) {
        List<Entry> entries = new ArrayList<>();
        alarms.forEach((verdict, words) -> {
            Standing before = standing.get(verdict);
            if (before == null) {
                standing.put(verdict, new Standing(nowNanos, nowNanos, words));
                entries.add(new Entry(verdict, Kind.RAISED, words, Duration.ZERO));
            } else if (nowNanos - before.toldNanos() >= interval.toNanos()) {
                standing.put(verdict, new Standing(before.sinceNanos(), nowNanos, words));
                entries.add(new Entry(verdict, Kind.STANDS, words, lasting(before, nowNanos)));
            }
        });
        for (Verdict verdict : List.copyOf(standing.keySet())) {
            if (!alarms.containsKey(verdict)) {
                Standing over = standing.remove(verdict);
                entries.add(new Entry(verdict, Kind.OVER, over.words(), lasting(over, nowNanos)));
            }
        }
        return entries;
    }

    private static Duration lasting(Standing alarm, long nowNanos) {
        return Duration.ofNanos(nowNanos - alarm.sinceNanos());
    }
}

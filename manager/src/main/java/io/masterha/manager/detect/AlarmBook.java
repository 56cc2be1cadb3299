package io.masterha.manager.detect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Decides when an alarm is told: at once, again after each interval while it lasts or when its reason turns out to be
 * another one, and when it is over.
 */
public final class AlarmBook {
    /** What is to be told. */
    public enum Kind {
        RAISED,
        STANDS,
        OVER
    }

    /**
     * An alarm that stands.
     *
     * @param because the sentence of its row
     * @param figures how much and how long, which change from look to look; may be empty
     */
    public record Alarm(String because, String figures) {
        @Override
        public String toString() {
            return because + (figures.isEmpty() ? "" : " [" + figures + "]");
        }
    }

    /**
     * One thing to tell.
     *
     * @param words why; of an alarm that is over, the words with which it was told last
     * @param lasting since when it stands
     */
    public record Entry(Verdict verdict, Kind kind, String words, Duration lasting) {}

    private record Standing(long sinceNanos, long toldNanos, Alarm alarm) {}

    private final Duration interval;
    private final Map<Verdict, Standing> standing = new EnumMap<>(Verdict.class);

    public AlarmBook(Duration interval) {
        this.interval = interval;
    }

    /** The alarms that stand now, all of them; what of it is to be told. */
    public List<Entry> at(long nowNanos, Map<Verdict, Alarm> alarms) {
        List<Entry> entries = new ArrayList<>();
        alarms.forEach((verdict, alarm) -> {
            Standing before = standing.get(verdict);
            if (before == null) {
                standing.put(verdict, new Standing(nowNanos, nowNanos, alarm));
                entries.add(new Entry(verdict, Kind.RAISED, alarm.toString(), Duration.ZERO));
            } else if (nowNanos - before.toldNanos() >= interval.toNanos()
                    || !alarm.because().equals(before.alarm().because())) {
                standing.put(verdict, new Standing(before.sinceNanos(), nowNanos, alarm));
                entries.add(new Entry(verdict, Kind.STANDS, alarm.toString(), lasting(before, nowNanos)));
            }
        });
        for (Verdict verdict : List.copyOf(standing.keySet())) {
            if (!alarms.containsKey(verdict)) {
                Standing over = standing.remove(verdict);
                entries.add(new Entry(verdict, Kind.OVER, over.alarm().toString(), lasting(over, nowNanos)));
            }
        }
        return entries;
    }

    private static Duration lasting(Standing alarm, long nowNanos) {
        return Duration.ofNanos(nowNanos - alarm.sinceNanos());
    }
}

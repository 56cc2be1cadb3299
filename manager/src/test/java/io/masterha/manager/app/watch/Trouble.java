package io.masterha.manager.app.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** When what is the matter in a watched world. */
final class Trouble {
    /** What can be the matter. */
    enum Kind {
        /** The process is gone, its host shows that. */
        CRASHED,
        /** It was shut down in order. */
        STOPPED,
        /** It accepts and answers nobody. */
        FROZEN,
        /** Neither it nor its host can be reached by anybody. */
        HOST_GONE,
        /** No packet between the manager and the source's host. */
        CUT_FROM_MANAGER,
        /** The same, but for the port of SSH. */
        SQL_CUT_FROM_MANAGER,
        CUT_FROM_REPLICAS,
        /** The manager reaches nobody. */
        MANAGER_ALONE,
        REPLICAS_GONE,
        READ_ONLY,
        CROWDED,
        NO_ACK,
        COMMITS_STALL,
        DISK_FULL,
        /** Nobody writes. */
        IDLE,
        /** The manager's looks at hosts take nearly as long as they may. */
        SLOW_SSH,
        /** Somebody has set read_only=0 on a replica. */
        REPLICA_OPENED,
        /** The replicas do not come back with an answer to a statement. */
        REPLICAS_HANG
    }

    private record Span(long from, long until) {}

    private final Map<Kind, List<Span>> spans = new EnumMap<>(Kind.class);

    Trouble from(Kind kind, Duration from) {
        return between(kind, from, Duration.ofDays(1));
    }

    Trouble between(Kind kind, Duration from, Duration until) {
        spans.computeIfAbsent(kind, k -> new ArrayList<>()).add(new Span(from.toNanos(), until.toNanos()));
        return this;
    }

    boolean at(long nanos, Kind... kinds) {
        for (Kind kind : kinds) {
            for (Span span : spans.getOrDefault(kind, List.of())) {
                if (span.from() <= nanos && nanos < span.until()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The first moment from then on at which none of these is the matter. */
    long over(long nanos, Kind... kinds) {
        long at = nanos;
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Kind kind : kinds) {
                for (Span span : spans.getOrDefault(kind, List.of())) {
                    if (span.from() <= at && at < span.until()) {
                        at = span.until();
                        moved = true;
                    }
                }
            }
        }
        return at;
    }

    /** The next moment in an interval at which one of these begins; -1 if none does. */
    long begins(long from, long until, Kind... kinds) {
        long first = -1;
        for (Kind kind : kinds) {
            for (Span span : spans.getOrDefault(kind, List.of())) {
                if (span.from() >= from && span.from() < until && (first < 0 || span.from() < first)) {
                    first = span.from();
                }
            }
        }
        return first;
    }

    /** How much of the time until a moment none of these was the matter, in milliseconds. */
    long millisWithout(long nanos, Kind... kinds) {
        List<Span> bad = new ArrayList<>();
        for (Kind kind : kinds) {
            bad.addAll(spans.getOrDefault(kind, List.of()));
        }
        bad.sort(Comparator.comparingLong(Span::from));
        long lost = 0;
        long covered = 0;
        for (Span span : bad) {
            long from = Math.max(covered, Math.min(span.from(), nanos));
            long until = Math.min(span.until(), nanos);
            lost += Math.max(0, until - from);
            covered = Math.max(covered, until);
        }
        return (nanos - lost) / 1_000_000;
    }
}

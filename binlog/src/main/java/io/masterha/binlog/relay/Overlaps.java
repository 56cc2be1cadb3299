package io.masterha.binlog.relay;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Reading;
import io.masterha.binlog.extract.Stretch;
import io.masterha.binlog.extract.StretchList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Brings stretches in the order of their arrival into the order of the source's log; what came twice stays once.
 *
 * <p>The later one wins: after a reconnect a transaction of which only the beginning had arrived comes again from its
 * start. What did not come again is kept: with GTIDs the source skips what the replica has.
 */
final class Overlaps {
    private Overlaps() {}

    static List<Stretch> resolve(List<Stretch> arrived) {
        List<Stretch> kept = new ArrayList<>();
        for (int i = arrived.size() - 1; i >= 0; i--) {
            List<Stretch> rest = List.of(arrived.get(i));
            for (int k = kept.size() - 1; k >= 0 && !rest.isEmpty(); k--) {
                Stretch newer = kept.get(k);
                rest = rest.stream()
                        .flatMap(part -> without(part, newer).stream())
                        .toList();
            }
            kept.addAll(rest);
        }
        Collections.reverse(kept); // equal starts stay in the order of arrival
        kept.sort(Comparator.comparing(Overlaps::start));
        return kept;
    }

    private static BinlogPosition start(Stretch stretch) {
        return new BinlogPosition(stretch.file(), stretch.from());
    }

    /** What is left of the older stretch: nothing, one part before the newer one, one behind it, or both. */
    private static List<Stretch> without(Stretch older, Stretch newer) {
        if (!older.file().equals(newer.file()) || older.to() <= newer.from() || older.from() >= newer.to()) {
            return List.of(older);
        }
        List<Stretch> rest = new ArrayList<>();
        part(older, Long.MIN_VALUE, newer.from()).ifPresent(rest::add);
        part(older, newer.to(), Long.MAX_VALUE).ifPresent(rest::add);
        return rest;
    }

    /** The events of a stretch that lie between two positions; one without a position goes with the one before. */
    private static Optional<Stretch> part(Stretch stretch, long from, long to) {
        if (stretch.from() >= to || stretch.to() <= from) {
            return Optional.empty();
        }
        StretchList part = new StretchList();
        boolean[] inside = {stretch.from() >= from};
        RelayEvents.visit(List.of(stretch), Reading.UNWATCHED, event -> {
            inside[0] = event.known() ? event.start() >= from && event.end() <= to : inside[0];
            if (inside[0]) {
                event.addTo(part);
            }
            return true;
        });
        return part.stretches().stream().findFirst();
    }
}

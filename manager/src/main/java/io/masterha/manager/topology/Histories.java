package io.masterha.manager.topology;

import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.gtid.MysqlGtidSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares what two servers have executed, by the sets that they print. */
public final class Histories {
    private Histories() {}

    /**
     * By MySQL's sets.
     *
     * @param executed of the server that came back
     * @param source of the source
     * @param purged what the source cannot send any more
     * @param uuid the server's own, under which it wrote when it was the source
     */
    public static ReturnVerdict ofSets(String executed, String source, String purged, String uuid) {
        GtidSet own = GtidSet.parse(executed);
        GtidSet there = GtidSet.parse(source);
        GtidSet extra = own.minus(there);
        if (!extra.isEmpty()) {
            return new ReturnVerdict.More(
                    extra.toString(),
                    count(extra),
                    extra.toString(),
                    own.minus(extra).toString(),
                    of(uuid, there.minus(own).toString()));
        }
        GtidSet gone = GtidSet.parse(purged).minus(own);
        return gone.isEmpty()
                ? new ReturnVerdict.NothingMore(
                        "every GTID that it has executed is there",
                        of(uuid, there.minus(own).toString()))
                : new ReturnVerdict.TooOld("the source has purged " + gone + ", which it lacks");
    }

    /** The part of a set that stands under one uuid. */
    private static String of(String uuid, String set) {
        return Arrays.stream(set.split(","))
                .filter(part -> !uuid.isEmpty() && part.regionMatches(true, 0, uuid, 0, uuid.length()))
                .collect(Collectors.joining(","));
    }

    private static long count(GtidSet set) {
        return set instanceof MysqlGtidSet ? transactions(set.toString()) : -1;
    }

    /** Sums up the intervals as they are printed; a tag is a word of letters and has none. */
    private static long transactions(String text) {
        long sum = 0;
        for (String part : text.split("[,:]")) {
            if (part.matches("\\d+")) {
                sum++;
            } else if (part.matches("\\d+-\\d+")) {
                String[] ends = part.split("-");
                sum += Long.parseLong(ends[1]) - Long.parseLong(ends[0]) + 1;
            }
        }
        return sum;
    }

    /**
     * By MariaDB's {@code gtid_binlog_state}: for each domain and each server that wrote there its last number. What is
     * said to be executed otherwise names one server of each domain only, and hides that two wrote side by side.
     *
     * @param serverId of the server that came back
     */
    public static ReturnVerdict ofStates(String state, String source, long serverId) {
        Map<String, Long> here = last(state);
        Map<String, Long> there = last(source);
        List<String> extra = new ArrayList<>();
        long count = 0;
        for (Map.Entry<String, Long> own : here.entrySet()) {
            long reached = there.getOrDefault(own.getKey(), 0L);
            if (Long.compareUnsigned(own.getValue(), reached) > 0) {
                extra.add(own.getKey() + "-" + own.getValue() + " (the source has "
                        + (reached == 0 ? "nothing of that server" : own.getKey() + "-" + reached) + ")");
                count += own.getValue() - reached;
            }
        }
        if (extra.isEmpty()) {
            return new ReturnVerdict.NothingMore(
                    "every GTID in its binlog state is in that of the source", lostOwn(here, there, serverId));
        }
        return new ReturnVerdict.More(
                String.join(", ", extra),
                extra.size() == 1 ? count : -1,
                "",
                common(here, there),
                lostOwn(here, there, serverId));
    }

    /** Where the last of both is of the same server in every domain; else no position says what both have. */
    private static String common(Map<String, Long> here, Map<String, Long> there) {
        Map<String, String> last = new TreeMap<>();
        Map<String, Long> sequence = new TreeMap<>();
        for (Map.Entry<String, Long> own : here.entrySet()) {
            long both = Math.min(own.getValue(), there.getOrDefault(own.getKey(), 0L));
            String domain = own.getKey().substring(0, own.getKey().indexOf('-'));
            if (both > sequence.getOrDefault(domain, 0L)) {
                sequence.put(domain, both);
                last.put(domain, own.getKey() + "-" + both);
            }
        }
        boolean isOne = here.entrySet().stream()
                        .filter(own -> own.getValue() > there.getOrDefault(own.getKey(), 0L))
                        .count()
                == 1;
        boolean isLater = here.entrySet().stream()
                .filter(own -> own.getValue() > there.getOrDefault(own.getKey(), 0L))
                .allMatch(own -> there.getOrDefault(own.getKey(), 0L)
                        >= sequence.getOrDefault(
                                own.getKey().substring(0, own.getKey().indexOf('-')), 0L));
        return isOne && isLater ? String.join(",", last.values()) : "";
    }

    private static String lostOwn(Map<String, Long> here, Map<String, Long> there, long serverId) {
        return there.entrySet().stream()
                .filter(gtid -> gtid.getKey().endsWith("-" + serverId)
                        && gtid.getValue() > here.getOrDefault(gtid.getKey(), 0L))
                .map(gtid -> gtid.getKey() + "-" + gtid.getValue())
                .collect(Collectors.joining(","));
    }

    private static Map<String, Long> last(String state) {
        Map<String, Long> last = new TreeMap<>();
        for (String gtid : state.replaceAll("\\s+", "").split(",")) {
            int dash = gtid.lastIndexOf('-');
            if (dash > 0) {
                last.merge(gtid.substring(0, dash), Long.parseUnsignedLong(gtid.substring(dash + 1)), Math::max);
            }
        }
        return last;
    }
}

package io.masterha.manager.topology;

import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.gtid.MysqlGtidSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares what two servers have executed, by the sets that they print. */
public final class Histories {
    private Histories() {}

    /**
     * By MySQL's sets.
     *
     * @param executed of the server that came back
     * @param source of the source
     * @param purged what the source cannot send any more
     */
    public static ReturnVerdict ofSets(String executed, String source, String purged) {
        GtidSet own = GtidSet.parse(executed);
        GtidSet extra = own.minus(GtidSet.parse(source));
        if (!extra.isEmpty()) {
            return new ReturnVerdict.More(extra.toString(), count(extra));
        }
        GtidSet gone = GtidSet.parse(purged).minus(own);
        return gone.isEmpty()
                ? new ReturnVerdict.NothingMore("every GTID that it has executed is there")
                : new ReturnVerdict.TooOld("the source has purged " + gone + ", which it lacks");
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
     */
    public static ReturnVerdict ofStates(String state, String source) {
        Map<String, Long> there = last(source);
        List<String> extra = new ArrayList<>();
        long count = 0;
        for (Map.Entry<String, Long> own : last(state).entrySet()) {
            long reached = there.getOrDefault(own.getKey(), 0L);
            if (Long.compareUnsigned(own.getValue(), reached) > 0) {
                extra.add(own.getKey() + "-" + own.getValue() + " (the source has "
                        + (reached == 0 ? "nothing of that server" : own.getKey() + "-" + reached) + ")");
                count += own.getValue() - reached;
            }
        }
        return extra.isEmpty()
                ? new ReturnVerdict.NothingMore("every GTID in its binlog state is in that of the source")
                : new ReturnVerdict.More(String.join(", ", extra), extra.size() == 1 ? count : -1);
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

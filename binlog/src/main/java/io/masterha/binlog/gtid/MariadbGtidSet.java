package io.masterha.binlog.gtid;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** MariaDB's position: for each replication domain its last transaction, which stands for all before it. */
public final class MariadbGtidSet implements GtidSet {
    /** The empty position. */
    public static final MariadbGtidSet EMPTY = new MariadbGtidSet(new TreeMap<>());

    private static final Pattern BEGINNING = Pattern.compile("\\d+-\\d+-\\d+(,.*)?");

    private final SortedMap<Long, Gtid.Mariadb> last;

    private MariadbGtidSet(SortedMap<Long, Gtid.Mariadb> last) {
        this.last = last;
    }

    /** Whether a text without white space is of this family. */
    static boolean isOne(String text) {
        return BEGINNING.matcher(text).matches();
    }

    static MariadbGtidSet read(String text) {
        MariadbGtidSet set = EMPTY;
        for (String part : text.split(",")) {
            if (part.isEmpty()) {
                continue;
            }
            String[] numbers = part.split("-");
            if (numbers.length != 3) {
                throw new IllegalArgumentException("'" + part + "' is not DOMAIN-SERVER-SEQUENCE");
            }
            set = set.with(new Gtid.Mariadb(
                    Long.parseUnsignedLong(numbers[0]),
                    Long.parseUnsignedLong(numbers[1]),
                    Long.parseUnsignedLong(numbers[2])));
        }
        return set;
    }

    @Override
    public boolean isEmpty() {
        return last.isEmpty();
    }

    @Override
    public boolean contains(Gtid gtid) {
        return gtid instanceof Gtid.Mariadb mariadb && covers(mariadb);
    }

    private boolean covers(Gtid.Mariadb gtid) {
        Gtid.Mariadb here = last.get(gtid.domain());
        return here != null && Long.compareUnsigned(here.sequence(), gtid.sequence()) >= 0;
    }

    @Override
    public boolean contains(GtidSet other) {
        if (!(other instanceof MariadbGtidSet that)) {
            return other.isEmpty();
        }
        // The same number from two servers is not the same transaction: the domain has forked.
        return that.last.values().stream().allMatch(gtid -> covers(gtid) && !isForked(gtid));
    }

    private boolean isForked(Gtid.Mariadb gtid) {
        Gtid.Mariadb here = last.get(gtid.domain());
        return here != null && here.sequence() == gtid.sequence() && here.serverId() != gtid.serverId();
    }

    @Override
    public GtidSet union(GtidSet other) {
        if (!(other instanceof MariadbGtidSet that)) {
            return isEmpty() ? other : requireEmpty(other);
        }
        MariadbGtidSet all = this;
        for (Gtid.Mariadb gtid : that.last.values()) {
            all = all.covers(gtid) ? all : all.with(gtid);
        }
        return all;
    }

    @Override
    public GtidSet minus(GtidSet other) {
        if (!(other instanceof MariadbGtidSet that)) {
            return last.isEmpty() ? this : requireEmpty(other);
        }
        SortedMap<Long, Gtid.Mariadb> rest = new TreeMap<>(last);
        rest.values().removeIf(gtid -> that.covers(gtid) && !that.isForked(gtid));
        return new MariadbGtidSet(rest);
    }

    @Override
    public long countBeyond(GtidSet other) {
        MariadbGtidSet rest = (MariadbGtidSet) minus(other);
        return rest.last.values().stream()
                .mapToLong(gtid -> gtid.sequence() - numberIn(other, gtid.domain()))
                .map(count -> Math.max(1, count))
                .sum();
    }

    private static long numberIn(GtidSet other, long domain) {
        Gtid.Mariadb there = other instanceof MariadbGtidSet that ? that.last.get(domain) : null;
        return there == null ? 0 : there.sequence();
    }

    /** The position after the transaction; a later one in the same domain replaces an earlier one. */
    @Override
    public MariadbGtidSet with(Gtid gtid) {
        if (!(gtid instanceof Gtid.Mariadb mariadb)) {
            throw new IllegalArgumentException(gtid + " is not a GTID of MariaDB");
        }
        SortedMap<Long, Gtid.Mariadb> all = new TreeMap<>(last);
        all.merge(
                mariadb.domain(),
                mariadb,
                (old, next) -> Long.compareUnsigned(old.sequence(), next.sequence()) > 0 ? old : next);
        return new MariadbGtidSet(all);
    }

    private MariadbGtidSet requireEmpty(GtidSet other) {
        if (!other.isEmpty()) {
            throw new IllegalArgumentException("a GTID set of MariaDB and one of MySQL: " + other);
        }
        return this;
    }

    /** As the server prints it: domains in ascending order. */
    @Override
    public String toString() {
        return last.values().stream().map(Gtid.Mariadb::toString).collect(Collectors.joining(","));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MariadbGtidSet that && last.equals(that.last);
    }

    @Override
    public int hashCode() {
        return last.hashCode();
    }
}

package io.masterha.binlog.gtid;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** MySQL's set: for each server UUID and tag the intervals of numbers, printed in the server's order. */
public final class MysqlGtidSet implements GtidSet {
    /** The empty set. */
    public static final MysqlGtidSet EMPTY = new MysqlGtidSet(new TreeMap<>());

    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
    private static final Pattern TAG = Pattern.compile("[a-z_][a-z0-9_]{0,31}");
    private static final Pattern INTERVAL = Pattern.compile("(\\d{1,19})(-(\\d{1,19}))?");

    private record Key(String source, String tag) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int bySource = source.compareTo(other.source);
            return bySource != 0 ? bySource : tag.compareTo(other.tag);
        }
    }

    private final SortedMap<Key, Intervals> numbers;

    private MysqlGtidSet(SortedMap<Key, Intervals> numbers) {
        this.numbers = numbers;
    }

    static MysqlGtidSet read(String text) {
        SortedMap<Key, List<Intervals>> parts = new TreeMap<>();
        for (String part : text.toLowerCase(Locale.ROOT).split(",")) {
            if (part.isEmpty()) {
                continue;
            }
            String[] words = part.split(":");
            if (words.length < 2 || !UUID.matcher(words[0]).matches()) {
                throw new IllegalArgumentException("'" + part + "' does not begin with UUID:");
            }
            String source = dashed(words[0].replace("-", ""));
            String tag = "";
            for (int i = 1; i < words.length; i++) {
                if (TAG.matcher(words[i]).matches()) {
                    tag = words[i];
                } else {
                    parts.computeIfAbsent(new Key(source, tag), key -> new ArrayList<>())
                            .add(interval(words[i]));
                }
            }
        }
        SortedMap<Key, Intervals> numbers = new TreeMap<>();
        // All at once: one by one takes seconds for ten thousand.
        parts.forEach((key, intervals) -> numbers.put(key, Intervals.unionOf(intervals)));
        return new MysqlGtidSet(numbers);
    }

    /** The set with one interval. */
    static MysqlGtidSet of(String source, String tag, long first, long last) {
        SortedMap<Key, Intervals> numbers = new TreeMap<>();
        numbers.put(new Key(source, tag), Intervals.of(first, last));
        return new MysqlGtidSet(numbers);
    }

    private static Intervals interval(String word) {
        var matcher = INTERVAL.matcher(word);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + word + "' is neither a number, an interval nor a tag");
        }
        long first = Long.parseLong(matcher.group(1));
        return Intervals.of(first, matcher.group(3) == null ? first : Long.parseLong(matcher.group(3)));
    }

    /** The usual form of 32 hexadecimal digits. */
    static String dashed(String hex) {
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-"
                + hex.substring(16, 20) + "-" + hex.substring(20);
    }

    @Override
    public boolean isEmpty() {
        return numbers.isEmpty();
    }

    @Override
    public boolean contains(Gtid gtid) {
        return gtid instanceof Gtid.Mysql mysql
                && at(new Key(mysql.source(), mysql.tag())).contains(mysql.number());
    }

    @Override
    public boolean contains(GtidSet other) {
        if (!(other instanceof MysqlGtidSet that)) {
            return other.isEmpty();
        }
        return that.numbers.entrySet().stream()
                .allMatch(entry -> at(entry.getKey()).contains(entry.getValue()));
    }

    @Override
    public GtidSet union(GtidSet other) {
        if (!(other instanceof MysqlGtidSet that)) {
            return isEmpty() ? other : requireEmpty(other);
        }
        SortedMap<Key, Intervals> all = new TreeMap<>(numbers);
        that.numbers.forEach((key, intervals) -> all.merge(key, intervals, Intervals::union));
        return new MysqlGtidSet(all);
    }

    @Override
    public GtidSet minus(GtidSet other) {
        if (!(other instanceof MysqlGtidSet that)) {
            // What has executed nothing does not tell its family.
            return isEmpty() ? this : requireEmpty(other);
        }
        SortedMap<Key, Intervals> rest = new TreeMap<>();
        numbers.forEach((key, intervals) -> {
            Intervals left = intervals.minus(that.at(key));
            if (!left.isEmpty()) {
                rest.put(key, left);
            }
        });
        return new MysqlGtidSet(rest);
    }

    @Override
    public long countBeyond(GtidSet other) {
        MysqlGtidSet rest = (MysqlGtidSet) minus(other);
        return rest.numbers.values().stream().mapToLong(Intervals::count).sum();
    }

    @Override
    public GtidSet with(Gtid gtid) {
        if (!(gtid instanceof Gtid.Mysql mysql)) {
            throw new IllegalArgumentException(gtid + " is not a GTID of MySQL");
        }
        return union(of(mysql.source(), mysql.tag(), mysql.number(), mysql.number()));
    }

    /** Whether each transaction of another set comes after those that are here under the same name, so that none fills a hole. */
    public boolean isFollowedBy(MysqlGtidSet later) {
        return later.numbers.entrySet().stream()
                .allMatch(entry -> !at(entry.getKey()).isEmpty()
                        && entry.getValue().first() > at(entry.getKey()).last());
    }

    private MysqlGtidSet requireEmpty(GtidSet other) {
        if (!other.isEmpty()) {
            throw new IllegalArgumentException("a GTID set of MySQL and one of MariaDB: " + other);
        }
        return this;
    }

    private Intervals at(Key key) {
        return numbers.getOrDefault(key, Intervals.NONE);
    }

    /** As the server prints it, but in one line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        String source = "";
        for (Map.Entry<Key, Intervals> entry : numbers.entrySet()) {
            Key key = entry.getKey();
            if (!key.source().equals(source)) {
                text.append(text.isEmpty() ? "" : ",").append(key.source());
                source = key.source();
            }
            text.append(key.tag().isEmpty() ? "" : ":" + key.tag()).append(':').append(entry.getValue());
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MysqlGtidSet that && numbers.equals(that.numbers);
    }

    @Override
    public int hashCode() {
        return numbers.hashCode();
    }
}

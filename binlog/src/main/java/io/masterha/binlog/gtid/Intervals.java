package io.masterha.binlog.gtid;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** An immutable set of positive numbers kept as sorted intervals that do not touch: first, last, first, last, ... */
final class Intervals {
    static final Intervals NONE = new Intervals(new long[0]);
    private final long[] bounds;

    private Intervals(long[] bounds) {
        this.bounds = bounds;
    }

    static Intervals of(long first, long last) {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("not an interval: " + first + "-" + last);
        }
        return new Intervals(new long[] {first, last});
    }

    /** The union of many at once: each may be anywhere, and touch or overlap others. */
    static Intervals unionOf(List<Intervals> parts) {
        long[][] pairs = parts.stream()
                .flatMap(part -> IntStream.range(0, part.bounds.length / 2)
                        .mapToObj(i -> new long[] {part.bounds[2 * i], part.bounds[2 * i + 1]}))
                .sorted(Comparator.comparingLong(pair -> pair[0]))
                .toArray(long[][]::new);
        long[] merged = new long[2 * pairs.length];
        int count = 0;
        for (long[] pair : pairs) {
            if (count > 0 && pair[0] - 1 <= merged[count - 1]) {
                merged[count - 1] = Math.max(merged[count - 1], pair[1]);
            } else {
                merged[count++] = pair[0];
                merged[count++] = pair[1];
            }
        }
        return new Intervals(Arrays.copyOf(merged, count));
    }

    long count() {
        long count = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            count += bounds[i + 1] - bounds[i] + 1;
        }
        return count;
    }

    boolean isEmpty() {
        return bounds.length == 0;
    }

    /** The least; only if there is one. */
    long first() {
        return bounds[0];
    }

    /** The greatest; only if there is one. */
    long last() {
        return bounds[bounds.length - 1];
    }

    boolean contains(long number) {
        int at = Arrays.binarySearch(bounds, number);
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    boolean contains(Intervals other) {
        return other.minus(this).isEmpty();
    }

    Intervals union(Intervals other) {
        long[] merged = new long[bounds.length + other.bounds.length];
        int count = 0;
        int left = 0;
        int right = 0;
        while (left < bounds.length || right < other.bounds.length) {
            boolean fromLeft =
                    right >= other.bounds.length || (left < bounds.length && bounds[left] <= other.bounds[right]);
            long first = fromLeft ? bounds[left] : other.bounds[right];
            long last = fromLeft ? bounds[left + 1] : other.bounds[right + 1];
            left += fromLeft ? 2 : 0;
            right += fromLeft ? 0 : 2;
            if (count > 0 && first - 1 <= merged[count - 1]) {
                merged[count - 1] = Math.max(merged[count - 1], last);
            } else {
                merged[count++] = first;
                merged[count++] = last;
            }
        }
        return new Intervals(Arrays.copyOf(merged, count));
    }

    Intervals minus(Intervals other) {
        long[] rest = new long[bounds.length + other.bounds.length];
        int count = 0;
        int right = 0;
        for (int left = 0; left < bounds.length; left += 2) {
            long first = bounds[left];
            long last = bounds[left + 1];
            while (right < other.bounds.length && other.bounds[right + 1] < first) {
                right += 2;
            }
            for (int hole = right; hole < other.bounds.length && other.bounds[hole] <= last; hole += 2) {
                if (other.bounds[hole] > first) {
                    rest[count++] = first;
                    rest[count++] = other.bounds[hole] - 1;
                }
                first = Math.max(first, other.bounds[hole + 1] + 1);
            }
            if (first <= last) {
                rest[count++] = first;
                rest[count++] = last;
            }
        }
        return new Intervals(Arrays.copyOf(rest, count));
    }

    /** How the server prints them: {@code 1-5:7:9-10}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            text.append(i == 0 ? "" : ":").append(bounds[i]);
            if (bounds[i + 1] > bounds[i]) {
                text.append('-').append(bounds[i + 1]);
            }
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Intervals that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }
}

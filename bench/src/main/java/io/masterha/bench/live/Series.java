package io.masterha.bench.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The samples of one figure of one product. */
public final class Series {
    private final List<Sample> samples = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    void add(Sample sample) {
        samples.add(sample);
    }

    /** A round that gave no sample: it is told beside the figure, not left out. */
    void failed(String why) {
        failures.add(why.lines().findFirst().orElse("?"));
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    boolean hasFailed() {
        return !failures.isEmpty();
    }

    double worst() {
        return at(1);
    }

    double median() {
        return at(0.5);
    }

    private double at(double share) {
        List<Double> sorted = samples.stream().map(Sample::seconds).sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
    }

    /** {@code 0.71 s (0.66 to 0.90, n=5)}: the median, and the best and the worst. */
    String cell() {
        String failed = failures.isEmpty() ? "" : "; " + failures.size() + " failed: " + failures.get(0);
        if (samples.isEmpty()) {
            return failures.isEmpty() ? "-" : failed.substring(2);
        }
        return String.format(
                Locale.ROOT, "%.2f s (%.2f to %.2f, n=%d)%s", median(), at(0), at(1), samples.size(), failed);
    }

    /** The median of each step. */
    String steps() {
        Map<String, List<Long>> all = new LinkedHashMap<>();
        samples.forEach(
                sample -> sample.steps().forEach((name, millis) -> all.computeIfAbsent(name, n -> new ArrayList<>())
                        .add(millis)));
        return all.entrySet().stream()
                .map(e -> e.getKey() + " " + median(e.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}

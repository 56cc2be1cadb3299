package io.masterha.bench.live;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One measurement and where its time went.
 *
 * @param took the figure
 * @param steps milliseconds by name, in order; they need not add up
 */
public record Sample(Duration took, Map<String, Long> steps) {
    static Sample of(Duration took) {
        return new Sample(took, new LinkedHashMap<>());
    }

    double seconds() {
        return took.toNanos() / 1e9;
    }
}

package io.masterha.manager.app;

import io.masterha.manager.port.Time;
import java.time.Duration;

/** A moment by two clocks: while a machine is paused one of them may stand still. */
record Clocks(long nanos, long millis) {
    static Clocks of(Time time) {
        return new Clocks(time.nanos(), time.now().toEpochMilli());
    }

    /** By whichever of them says more. */
    Duration until(Clocks later) {
        Duration monotonic = Duration.ofNanos(later.nanos - nanos);
        Duration wall = Duration.ofMillis(later.millis - millis);
        return monotonic.compareTo(wall) > 0 ? monotonic : wall;
    }
}

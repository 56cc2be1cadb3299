package io.masterha.manager.port;

import java.time.Duration;
import java.time.Instant;

/** The clock and the only way to wait. */
public interface Time {
    /** Wall clock, for what people read. */
    Instant now();

    /** Monotonic clock in nanoseconds, for durations and deadlines. */
    long nanos();

    /** Waits; an interrupt ends the wait with a {@link io.masterha.binlog.Problem}. */
    void sleep(Duration duration);
}

package io.masterha.manager.adapter;

import io.masterha.binlog.ErrorCode;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.Time;
import java.time.Duration;
import java.time.Instant;

/** The real clock, and the only place of the manager that sleeps. */
public final class SystemTime implements Time {
    private enum TimeError implements ErrorCode {
        INTERRUPTED;

        @Override
        public int exitCode() {
            return 1;
        }
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) {
        try {
            Thread.sleep(Math.max(0, duration.toMillis()), duration.toNanosPart() % 1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(TimeError.INTERRUPTED, "interrupted while waiting").causedBy(e);
        }
    }
}

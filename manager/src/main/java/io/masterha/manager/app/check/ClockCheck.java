package io.masterha.manager.app.check;

import java.time.Duration;
import java.util.Locale;

/** Clocks that differ make logs unreadable side by side, and lag and time stamps wrong. */
final class ClockCheck implements Check {
    private static final Duration TOLERATED = Duration.ofSeconds(3);

    @Override
    public void look(Seen seen, Found found) {
        seen.readiness().forEach((id, more) -> {
            Duration off = more.clockAhead().abs();
            if (off.minus(more.clockDoubt()).compareTo(TOLERATED) > 0) {
                found.warn(String.format(
                        Locale.ROOT,
                        "%s: its clock is %.1f s %s the manager's (measured to %d ms): lag and the times of the logs are"
                                + " wrong by that; let chrony or ntpd run on both",
                        id,
                        off.toMillis() / 1000.0,
                        more.clockAhead().isNegative() ? "behind" : "ahead of",
                        more.clockDoubt().toMillis()));
            }
        });
    }
}

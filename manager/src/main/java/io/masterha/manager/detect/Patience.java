package io.masterha.manager.detect;

import java.time.Duration;

/**
 * How long each kind of silence is borne before it counts as death.
 *
 * @param gone without an answer from the server and its host ({@code patience})
 * @param hung while the host shows the process ({@code patience_hung})
 * @param restart after a clean shutdown, or with a process whose port is closed ({@code patience_restart})
 * @param unwritable while it answers and cannot commit, if that is a reason to fail over ({@code patience_unwritable})
 */
public record Patience(Duration gone, Duration hung, Duration restart, Duration unwritable) {
    private static final Duration LEAST = Duration.ofSeconds(3);

    /**
     * Two pings in a row that nobody answers, with a host that is silent meanwhile and replicas that receive nothing; more than
     * four times that for a restart.
     */
    public static Patience usual(Duration pingInterval) {
        Duration twice = pingInterval.multipliedBy(2);
        Duration silent = twice.compareTo(LEAST) < 0 ? LEAST : twice;
        return new Patience(silent, silent, pingInterval.multipliedBy(9), Duration.ofSeconds(30));
    }

    /** The patience that fits what the host shows. */
    public Duration with(Evidence.Host host) {
        return switch (host) {
            case NOT_ASKED, NO_ANSWER, CRASHED -> gone;
            case PRESENT -> hung;
            case CLOSED, STOPPED -> restart;
        };
    }

    /** Whether a silence has outlasted the patience that fits what the host shows. */
    public Evidence.Patience level(Evidence.Host host, Silence silence, long nowNanos) {
        return silence.outlasts(with(host), nowNanos) ? Evidence.Patience.OVER : Evidence.Patience.NOT_OVER;
    }

    /** The longest of those for a silent source. */
    public Duration longest() {
        Duration longer = gone.compareTo(hung) > 0 ? gone : hung;
        return longer.compareTo(restart) > 0 ? longer : restart;
    }
}

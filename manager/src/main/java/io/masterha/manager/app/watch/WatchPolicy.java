package io.masterha.manager.app.watch;

import io.masterha.manager.detect.Patience;
import io.masterha.manager.detect.WorstCase;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.PingType;
import java.time.Duration;

/**
 * How a source is watched.
 *
 * @param pingType what a ping asks
 * @param patience how long each kind of silence is borne
 * @param failsOverUnwritable whether a source that answers and cannot commit is given up ({@code unwritable})
 * @param alarmInterval time between two tellings of an alarm that stands ({@code alarm_interval})
 * @param lookInterval time between two looks at how a source fares that answers
 * @param lookLimit how long such a look may take
 */
public record WatchPolicy(
        PingType pingType,
        Patience patience,
        boolean failsOverUnwritable,
        Duration alarmInterval,
        Duration lookInterval,
        Duration lookLimit) {
    public static WatchPolicy usual(PingType pingType, Duration pingInterval) {
        return new WatchPolicy(
                pingType,
                Patience.usual(pingInterval),
                false,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(3));
    }

    public WatchPolicy with(Patience other) {
        return new WatchPolicy(pingType, other, failsOverUnwritable, alarmInterval, lookInterval, lookLimit);
    }

    public WatchPolicy with(boolean failsOver, Duration alarms) {
        return new WatchPolicy(pingType, patience, failsOver, alarms, lookInterval, lookLimit);
    }

    /** How long each verdict takes at most. */
    public WorstCase worstCase(Limits limits) {
        return new WorstCase(
                patience, limits.pingInterval(), limits.round(), lookInterval, lookLimit, SourceHealth.DISK_EVERY);
    }
}

package io.masterha.manager.config;

import io.masterha.manager.detect.Patience;
import java.time.Duration;

/**
 * How patiently the source is watched; seconds.
 *
 * @param patience of a source that is silent while its host shows nothing, or is silent too
 * @param hung of one whose process is there and does not answer
 * @param restart of one that was shut down, or is on its way up
 * @param unwritable of one that answers and cannot commit
 * @param failsOverUnwritable whether that is a reason for a failover at all
 * @param alarm between two tellings of an alarm that stands
 */
public record WatchSettings(
        int patience, int hung, int restart, int unwritable, boolean failsOverUnwritable, int alarm) {
    /** MHA gives a source up that a ping of the type INSERT cannot write to; a config that it could have read says so. */
    static WatchSettings of(Values values) {
        Patience usual = Patience.usual(Duration.ofSeconds(values.number(ConfigKey.PING_INTERVAL, 3)));
        int patience = values.number(ConfigKey.PATIENCE, (int) usual.gone().toSeconds());
        int restart = (int) Math.max(usual.restart().toSeconds(), 3L * patience);
        boolean insert = values.text(ConfigKey.PING_TYPE, "SELECT").equalsIgnoreCase("INSERT");
        return new WatchSettings(
                patience,
                values.number(ConfigKey.PATIENCE_HUNG, patience),
                values.number(ConfigKey.PATIENCE_RESTART, restart),
                values.number(ConfigKey.PATIENCE_UNWRITABLE, 30),
                values.text(ConfigKey.UNWRITABLE, insert ? "failover" : "alarm").equals("failover"),
                values.number(ConfigKey.ALARM_INTERVAL, 60));
    }
}

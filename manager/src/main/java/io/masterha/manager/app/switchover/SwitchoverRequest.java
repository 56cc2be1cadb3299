package io.masterha.manager.app.switchover;

import io.masterha.manager.plan.ElectionPolicy;
import io.masterha.manager.port.Limits;
import java.time.Duration;

/**
 * What the operator asks of a switchover, with MHA's limits.
 *
 * @param election how the new source is chosen
 * @param runningUpdates {@code --running_updates_limit}: a write that has lasted longer refuses it, whole seconds
 * @param runningQueries {@code --running_seconds_limit}: a query of the new source that has lasted so long refuses it
 * @param lag {@code --seconds_behind_master}: a replica that lags more, beside a wanted delay, refuses it
 * @param waitForWrites how long it waits, before anything is changed, for writes that last too long
 * @param catchUp how long the new source may take to come near the old one, and to catch up when writes are stopped
 * @param endWrites whether writes that still last too long then are ended
 * @param lockTables whether tables are locked where {@code read_only} does not stop everybody
 * @param closeTables whether tables are closed first, so that such a lock is had sooner
 * @param oldFollows {@code --orig_master_is_new_slave}
 * @param hasReplicationLogin whether the configuration names an account that the old source can follow with
 * @param movesAddress whether {@code master_ip_online_change_script} is set
 * @param forgetsSource {@code skip_reset_slave} says no
 * @param checksFilters {@code check_repl_filter}
 */
public record SwitchoverRequest(
        ElectionPolicy election,
        Duration runningUpdates,
        Duration runningQueries,
        Duration lag,
        Duration waitForWrites,
        Duration catchUp,
        boolean endWrites,
        boolean lockTables,
        boolean closeTables,
        boolean oldFollows,
        boolean hasReplicationLogin,
        boolean movesAddress,
        boolean forgetsSource,
        boolean checksFilters) {
    public static final SwitchoverRequest USUAL = new SwitchoverRequest(
            ElectionPolicy.USUAL,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ZERO,
            Limits.USUAL.catchUp(),
            false,
            true,
            true,
            false,
            true,
            false,
            true,
            true);
}

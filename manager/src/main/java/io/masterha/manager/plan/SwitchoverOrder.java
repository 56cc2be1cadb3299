package io.masterha.manager.plan;

import io.masterha.manager.topology.ServerId;
import java.util.OptionalLong;

/**
 * What shapes a switchover beside the topology: decided once, before anything is changed, and kept in the journal, so that
 * a resumed run makes the same plans whatever options it was started with.
 *
 * @param newSource the server that becomes the source
 * @param endsTransactions age in seconds beyond which transactions of the old source are ended; empty to end none
 * @param stopsEvents whether the event scheduler of the old source is on and has to be stopped
 * @param movesAddress whether {@code master_ip_online_change_script} is there
 * @param locksTables whether the old source needs a lock on all tables because {@code read_only} does not stop everybody
 * @param wasReadOnly whether the old source refused writes before: then the way back leaves it so
 * @param oldFollows whether the old source follows the new one: {@code --orig_master_is_new_slave}
 * @param forgetsSource whether the new source's old replication settings are cleared
 * @param inRing whether the old source follows another server itself: what its applier executed after the new source is
 *     opened would reach its replicas twice
 */
public record SwitchoverOrder(
        ServerId newSource,
        OptionalLong endsTransactions,
        boolean stopsEvents,
        boolean movesAddress,
        boolean locksTables,
        boolean wasReadOnly,
        boolean oldFollows,
        boolean forgetsSource,
        boolean inRing) {
    /** One line, {@code key=value}. */
    public String format() {
        return "new_source=" + newSource + " ends_transactions="
                + (endsTransactions.isPresent() ? String.valueOf(endsTransactions.getAsLong()) : "-")
                + " stops_events=" + stopsEvents + " moves_address=" + movesAddress + " locks_tables=" + locksTables
                + " was_read_only=" + wasReadOnly + " old_follows=" + oldFollows + " forgets_source="
                + forgetsSource + (inRing ? " in_ring=true" : "");
    }

    /**
     * Reads what {@link #format} printed.
     *
     * @throws IllegalArgumentException if a key is missing
     */
    public static SwitchoverOrder parse(String line) {
        KeyValues values = KeyValues.parse(line);
        String age = values.text("ends_transactions");
        return new SwitchoverOrder(
                ServerId.parse(values.text("new_source")),
                age.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(age)),
                values.flag("stops_events"),
                values.flag("moves_address"),
                values.flag("locks_tables"),
                values.flag("was_read_only"),
                values.flag("old_follows"),
                values.flag("forgets_source"),
                values.flag("in_ring", false));
    }
}

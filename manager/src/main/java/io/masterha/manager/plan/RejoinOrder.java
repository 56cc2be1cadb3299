package io.masterha.manager.plan;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.port.OwnTransactions;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/**
 * What shall become of a server that came back: decided once and kept in the journal, so that a resumed run makes the same
 * plan.
 *
 * @param server the server that came back
 * @param source whom it is to follow
 * @param action what is done with it
 * @param from where in the source's log it begins; empty to follow by GTID
 * @param relayLogPurge what {@code relay_log_purge} is on the other replicas
 * @param keptDownBy the file with which a manager of ours kept it down; empty text if none did
 * @param own what only it has; everywhere empty text if it has nothing more
 * @param isReplica whether it has replication settings that must go first
 * @param lostOwn transactions of its own that it lacks itself; empty text if there are none
 * @param serverId its {@code server_id}
 * @param file name of the file in which is kept what only it has
 */
public record RejoinOrder(
        ServerId server,
        ServerId source,
        Action action,
        Optional<BinlogPosition> from,
        boolean relayLogPurge,
        String keptDownBy,
        OwnTransactions own,
        boolean isReplica,
        String lostOwn,
        long serverId,
        String file) {
    /** What is done with it. */
    public enum Action {
        /** It follows the source as it is. */
        ATTACH,
        /** What only it has is taken back, then it follows. */
        REWIND,
        /** It stays read-only; what only it has is written out for a human. */
        QUARANTINE
    }

    /** The same with another action. */
    public RejoinOrder with(Action other) {
        return new RejoinOrder(
                server, source, other, from, relayLogPurge, keptDownBy, own, isReplica, lostOwn, serverId, file);
    }

    /** One line, {@code key=value}. */
    public String format() {
        return "server=" + server + " source=" + source + " action=" + action + " from="
                + from.map(BinlogPosition::toString).orElse("-") + " relay_log_purge=" + relayLogPurge
                + " kept_down_by=" + KeyValues.dash(keptDownBy) + " own_from=" + KeyValues.dash(own.from())
                + " own_exclude="
                + KeyValues.dash(own.exclude()) + " own_expected=" + KeyValues.dash(own.expected()) + " is_replica="
                + isReplica
                + " lost_own=" + KeyValues.dash(lostOwn) + " server_id=" + serverId + " file=" + KeyValues.dash(file);
    }

    /**
     * Reads what {@link #format} printed.
     *
     * @throws IllegalArgumentException if a key is missing
     */
    public static RejoinOrder parse(String line) {
        KeyValues values = KeyValues.parse(line);
        String from = values.text("from");
        return new RejoinOrder(
                ServerId.parse(values.text("server")),
                ServerId.parse(values.text("source")),
                Action.valueOf(values.text("action")),
                from.isEmpty() ? Optional.empty() : Optional.of(BinlogPosition.parse(from)),
                values.flag("relay_log_purge"),
                values.text("kept_down_by"),
                new OwnTransactions(values.text("own_from"), values.text("own_exclude"), values.text("own_expected")),
                values.flag("is_replica"),
                values.text("lost_own"),
                Long.parseLong(values.text("server_id")),
                values.text("file"));
    }
}

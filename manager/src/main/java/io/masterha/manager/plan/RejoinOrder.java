package io.masterha.manager.plan;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.port.OwnTransactions;
import io.masterha.manager.topology.ServerId;
import java.util.HashMap;
import java.util.Map;
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
                + " kept_down_by=" + dash(keptDownBy) + " own_from=" + dash(own.from()) + " own_exclude="
                + dash(own.exclude()) + " own_expected=" + dash(own.expected()) + " is_replica=" + isReplica
                + " lost_own=" + dash(lostOwn) + " server_id=" + serverId + " file=" + dash(file);
    }

    private static String dash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    /**
     * Reads what {@link #format} printed.
     *
     * @throws IllegalArgumentException if a key is missing
     */
    public static RejoinOrder parse(String line) {
        Map<String, String> values = new HashMap<>();
        for (String word : line.trim().split(" +")) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("not key=value: " + word + " in: " + line);
            }
            values.put(word.substring(0, equals), word.substring(equals + 1));
        }
        String from = value(values, "from");
        return new RejoinOrder(
                ServerId.parse(value(values, "server")),
                ServerId.parse(value(values, "source")),
                Action.valueOf(value(values, "action")),
                from.isEmpty() ? Optional.empty() : Optional.of(BinlogPosition.parse(from)),
                Boolean.parseBoolean(value(values, "relay_log_purge")),
                value(values, "kept_down_by"),
                new OwnTransactions(
                        value(values, "own_from"), value(values, "own_exclude"), value(values, "own_expected")),
                Boolean.parseBoolean(value(values, "is_replica")),
                value(values, "lost_own"),
                Long.parseLong(value(values, "server_id")),
                value(values, "file"));
    }

    private static String value(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key + "= in " + values);
        }
        return value.equals("-") ? "" : value;
    }
}

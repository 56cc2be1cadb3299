package io.masterha.manager.app.check;

import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.port.Readiness;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the servers answered, read once for all checks.
 *
 * @param statuses of the servers that answer, in the order of the configuration
 * @param readiness of the same, as far as it could be read
 * @param source the source; empty if there is not exactly one
 * @param topology as a failover would see it now; empty without a source
 */
public record Seen(
        World world,
        Cluster cluster,
        Map<ServerId, ServerStatus> statuses,
        Map<ServerId, Readiness> readiness,
        Optional<ServerId> source,
        Optional<Topology> topology) {
    public Seen {
        statuses = Collections.unmodifiableMap(new LinkedHashMap<>(statuses));
        readiness = Collections.unmodifiableMap(new LinkedHashMap<>(readiness));
    }

    /** The servers that follow the source; who follows one of them is none of our business. Without a source, all. */
    public Map<ServerId, ReplicationStatus> replicas() {
        Map<ServerId, ReplicationStatus> replicas = new LinkedHashMap<>();
        statuses.forEach((id, status) -> status.replication()
                .filter(r -> topology.isEmpty() || topology.get().replica(id).isPresent())
                .ifPresent(r -> replicas.put(id, r)));
        return replicas;
    }

    /** The source's status; empty if there is no source or if it does not answer. */
    public Optional<ServerStatus> sourceStatus() {
        return source.flatMap(id -> Optional.ofNullable(statuses.get(id)));
    }

    public boolean isSource(ServerId id) {
        return source.equals(Optional.of(id));
    }

    /** Whether its logs can be read by the server only. */
    public boolean isEncrypted(ServerId id) {
        return Optional.ofNullable(readiness.get(id))
                .filter(more -> more.isOn("binlog_encryption") || more.isOn("encrypt_binlog"))
                .isPresent();
    }

    /** Whether the operator would let the server become the source. */
    public boolean mayBecomeSource(ServerId id) {
        return cluster.member(id)
                .map(Member::rule)
                .filter(rule -> rule != io.masterha.manager.topology.PromotionRule.NEVER)
                .isPresent();
    }
}

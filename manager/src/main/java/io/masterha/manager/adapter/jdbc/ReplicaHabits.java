package io.masterha.manager.adapter.jdbc;

import java.util.Optional;

/** How the replicas of a cluster are configured: what a server that never was a replica takes over from them. */
final class ReplicaHabits {
    private Optional<ReplicationTls> tls = Optional.empty();
    private String sourceHost = "";

    synchronized void saw(Row replicaStatus) {
        tls = Optional.of(ReplicationTls.from(replicaStatus));
        sourceHost = replicaStatus.text("Source_Host", "Master_Host");
    }

    synchronized Optional<ReplicationTls> tls() {
        return tls;
    }

    /** Host of the source as some replica has it: a name or an address. */
    synchronized String sourceHost() {
        return sourceHost;
    }
}

package io.masterha.manager.app.watch;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.port.DiskSight;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.SourceStrain;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;

/**
 * What one look at a source that answers brought: raw answers, before anybody judges them.
 *
 * @param strain empty if the source did not say
 * @param isTurnedAway whether it turned the manager away
 * @param cannotWrite words of the last ping if it was to write and could not; empty if it could, or was not to
 * @param disk empty if the host was not asked in this look
 * @param replicas those that were asked
 */
record HealthLook(
        Optional<SourceStrain> strain,
        boolean isTurnedAway,
        Optional<String> cannotWrite,
        Optional<DiskSight> disk,
        List<ReplicaView> replicas) {
    HealthLook {
        replicas = List.copyOf(replicas);
    }

    /**
     * One replica.
     *
     * @param receipt what it has from the source; empty if it does not answer or follows another server
     * @param writable whether clients could write there; empty if it does not answer
     */
    record ReplicaView(ServerId id, Optional<Receipt> receipt, Optional<Boolean> writable) {
        /** Of which nobody asked whether it is open. */
        ReplicaView(ServerId id, Optional<Receipt> receipt) {
            this(id, receipt, Optional.empty());
        }
    }

    /** What a replica has from the source. */
    record Receipt(Receiver receiver, String error, BinlogPosition received, long heartbeats) {}

    /** The replica's answer in this look, if it gave one. */
    Optional<Receipt> of(ServerId id) {
        return replicas.stream().filter(r -> r.id().equals(id)).findFirst().flatMap(ReplicaView::receipt);
    }

    Optional<BinlogPosition> binlogEnd() {
        return strain.flatMap(SourceStrain::binlogEnd);
    }
}

package io.masterha.manager.app.watch;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.app.watch.HealthLook.Receipt;
import io.masterha.manager.app.watch.HealthLook.ReplicaView;
import io.masterha.manager.detect.Health;
import io.masterha.manager.detect.Health.Access;
import io.masterha.manager.detect.Health.Calm;
import io.masterha.manager.detect.Health.Disk;
import io.masterha.manager.detect.Health.Writes;
import io.masterha.manager.port.DiskSight;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.SourceStrain;
import java.util.Optional;

/** Turns two looks in a row into evidence: what stands still is only seen by comparing. Pure. */
final class HealthReader {
    private HealthReader() {}

    /** @param known what was known before; it holds where this look brought no answer */
    static Health read(Health known, Optional<HealthLook> before, HealthLook now, Calm calm) {
        return new Health(access(known, now), writes(known, before, now), disk(known, now), receipt(before, now), calm);
    }

    private static Access access(Health known, HealthLook now) {
        if (now.isTurnedAway()) {
            return Access.CLOSED;
        }
        return now.strain()
                .map(s -> s.connected() >= s.mostConnected() ? Access.CLOSED : Access.OPEN)
                .orElse(known.access());
    }

    private static Writes writes(Health known, Optional<HealthLook> before, HealthLook now) {
        if (now.strain().isEmpty()) {
            return known.writes();
        }
        SourceStrain strain = now.strain().get();
        Optional<SourceStrain> earlier = before.flatMap(HealthLook::strain);
        if (strain.readOnly()) {
            return Writes.FORBIDDEN;
        }
        if (strain.waitingForAck() > 0) {
            // The binary log grows meanwhile: every session that comes anew writes its commit there, and waits too.
            boolean nobodyAcked = earlier.map(e -> e.waitingForAck() > 0 && e.acked() == strain.acked())
                    .orElse(false);
            return nobodyAcked ? Writes.WAIT_FOR_ACK : Writes.IDLE;
        }
        if (earlier.isPresent() && hasMoved(earlier.get(), strain)) {
            return Writes.FLOW;
        }
        boolean isStuck = earlier.map(HealthReader::isHeldUp).orElse(false) && isHeldUp(strain);
        boolean isRefused = now.cannotWrite().isPresent() && strain.lockedOut() == 0;
        return isStuck || isRefused ? Writes.STALLED : Writes.IDLE;
    }

    /** A binary log that does not even say where it ends waits for the disk with somebody's commit. */
    static boolean isHeldUp(SourceStrain strain) {
        return strain.committing() > 0 || strain.binlogEnd().isEmpty();
    }

    private static boolean hasMoved(SourceStrain before, SourceStrain now) {
        return before.binlogEnd().isPresent()
                && now.binlogEnd().isPresent()
                && !now.binlogEnd().equals(before.binlogEnd());
    }

    private static Disk disk(Health known, HealthLook now) {
        DiskSight.Kind kind = now.disk().map(DiskSight::kind).orElse(DiskSight.Kind.UNKNOWN);
        return switch (kind) {
            case UNKNOWN -> known.disk();
            case ROOM -> Disk.ROOM;
            case FULL -> Disk.FULL;
            case READ_ONLY -> Disk.READ_ONLY;
        };
    }

    private static Health.Receipt receipt(Optional<HealthLook> before, HealthLook now) {
        if (now.replicas().isEmpty()) {
            return Health.Receipt.UNKNOWN;
        }
        if (now.replicas().stream().allMatch(r -> r.receipt().isEmpty())) {
            boolean twice = before.isPresent()
                    && before.get().replicas().stream()
                            .allMatch(r -> r.receipt().isEmpty());
            return twice ? Health.Receipt.NO_ANSWER : Health.Receipt.UNKNOWN;
        }
        if (before.isEmpty()) {
            return Health.Receipt.UNKNOWN;
        }
        boolean somebody = now.replicas().stream().anyMatch(r -> receives(r, before.get()));
        return somebody ? Health.Receipt.ARRIVES : Health.Receipt.CUT;
    }

    /**
     * By progress: it has all that the source had at the look before, or got something since. A receiver that is not
     * connected counts as cut off when it was not connected at the look before either.
     */
    private static boolean receives(ReplicaView replica, HealthLook before) {
        Optional<Receipt> receipt = replica.receipt();
        Optional<Receipt> earlier = before.of(replica.id());
        if (receipt.isEmpty()) {
            return false;
        }
        if (earlier.isEmpty()) {
            return receipt.get().receiver() == Receiver.RUNNING;
        }
        boolean gotSome = receipt.get().received().isAfter(earlier.get().received())
                || receipt.get().heartbeats() > earlier.get().heartbeats();
        if (gotSome) {
            return true;
        }
        if (receipt.get().receiver() != Receiver.RUNNING) {
            return earlier.get().receiver() == Receiver.RUNNING;
        }
        Optional<BinlogPosition> end = before.binlogEnd();
        return end.isEmpty() || !receipt.get().received().isBefore(end.get());
    }
}

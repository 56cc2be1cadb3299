package io.masterha.manager.app.check;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.manager.app.World;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** What would be lost if the source died at this moment, measured: how long the best replica takes to get what it has. */
final class ExposureCheck implements Check {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final boolean ssh;

    /** @param ssh whether hosts are looked at */
    ExposureCheck(boolean ssh) {
        this.ssh = ssh;
    }

    @Override
    public void look(Seen seen, Found found) {
        if (seen.source().isEmpty() || seen.sourceStatus().isEmpty()) {
            return;
        }
        ServerId source = seen.source().get();
        try {
            Exposure exposure = measure(seen, source, found);
            if (exposure.isBad()) {
                found.warn(exposure.sentence(source));
            } else {
                found.fact(exposure.sentence(source));
            }
        } catch (Problem unmeasured) {
            found.warn("what would be lost if " + source + " died now could not be measured: " + unmeasured.sentence());
        }
    }

    private Exposure measure(Seen seen, ServerId source, Found found) {
        Exposure.Tail tail = tail(seen, source, found);
        Optional<ServerId> best = seen.replicas().entrySet().stream()
                .filter(e -> e.getValue().receiver() == ReplicationStatus.Receiver.RUNNING)
                .max(Comparator.comparing((Map.Entry<ServerId, ReplicationStatus> e) ->
                        e.getValue().received()))
                .map(Map.Entry::getKey);
        if (best.isEmpty()) {
            return new Exposure(best, -1, -1, Duration.ZERO, tail);
        }
        World world = seen.world();
        long begin = world.time().nanos();
        BinlogMark mark = world.servers().session(source).mark();
        Gap first = Gap.between(mark, world.servers().session(best.get()).status());
        Gap gap = first;
        long spent = world.time().nanos() - begin;
        while (!gap.isClosed() && spent < LIMIT.toNanos()) {
            world.time().sleep(world.limits().poll());
            gap = Gap.between(mark, world.servers().session(best.get()).status());
            spent = world.time().nanos() - begin;
        }
        return new Exposure(best, first.transactions(), first.bytes(), Duration.ofNanos(spent), tail);
    }

    private Exposure.Tail tail(Seen seen, ServerId source, Found found) {
        if (seen.isEncrypted(source)) {
            return Exposure.Tail.ENCRYPTED;
        }
        if (!ssh) {
            return Exposure.Tail.UNKNOWN;
        }
        HostSight sight = found.host(source)
                .orElseGet(() ->
                        seen.world().hosts().look(source, seen.world().limits().sshLook()));
        return sight.kind() == HostSight.Kind.NO_ANSWER ? Exposure.Tail.UNREACHABLE : Exposure.Tail.READABLE;
    }

    /**
     * What a replica lacks of what a source had.
     *
     * @param transactions -1 if nobody can count them
     * @param bytes -1 if a file's end lies between
     */
    record Gap(long transactions, long bytes) {
        static Gap between(BinlogMark source, ServerStatus replica) {
            ReplicationStatus replication = replica.replication()
                    .orElseThrow(() -> Problem.of(
                            io.masterha.manager.app.AppError.TOPOLOGY_UNSUITABLE, "it is no replica any more"));
            BinlogPosition received = replication.received();
            BinlogPosition end = source.position();
            long bytes = !end.isAfter(received)
                    ? 0
                    : end.fileNumber() == received.fileNumber() ? end.offset() - received.offset() : -1;
            if (bytes == 0 || !replication.autoPosition() || source.gtids().isEmpty()) {
                return new Gap(bytes == 0 ? 0 : -1, bytes);
            }
            GtidSet has = GtidSet.parse(replica.binlog().gtids()).union(GtidSet.parse(replication.receivedGtids()));
            return new Gap(GtidSet.parse(source.gtids()).countBeyond(has), bytes);
        }

        boolean isClosed() {
            return bytes == 0;
        }
    }
}

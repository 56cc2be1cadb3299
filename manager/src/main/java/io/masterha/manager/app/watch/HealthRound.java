package io.masterha.manager.app.watch;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.app.watch.HealthLook.Receipt;
import io.masterha.manager.app.watch.HealthLook.ReplicaView;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.DiskSight;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.port.SourceStrain;
import io.masterha.manager.port.Witnesses;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

/** The questions of one look at a source that answers: asked beside the pings, which never wait for them. */
final class HealthRound {
    private final World world;
    private final Witnesses witnesses;
    private final Cluster cluster;
    private final ServerId source;
    private final Future<Asked> asked;
    private final Optional<Future<DiskSight>> disk;
    private final Map<ServerId, Future<ReplicaView>> replicas = new LinkedHashMap<>();

    /** The source's answer, or that it gave none. */
    private record Asked(Optional<SourceStrain> strain, boolean isTurnedAway) {}

    HealthRound(
            World world, Witnesses witnesses, Cluster cluster, ServerId source, Duration limit, boolean looksAtDisk) {
        this.world = world;
        this.witnesses = witnesses;
        this.cluster = cluster;
        this.source = source;
        this.asked = world.workers().start(() -> strain(limit));
        this.disk = looksAtDisk
                ? Optional.of(world.workers().start(() -> witnesses.disk(source, limit)))
                : Optional.empty();
        for (Member member : cluster.without(source).members()) {
            replicas.put(member.id(), world.workers().start(() -> view(member.id())));
        }
    }

    boolean isDone() {
        return asked.isDone()
                && disk.map(Future::isDone).orElse(true)
                && replicas.values().stream().allMatch(Future::isDone);
    }

    /** What has come back by now; who has not answered is left out. */
    HealthLook look(boolean isTurnedAway, Optional<String> cannotWrite) {
        Optional<Asked> answer = Workers.within(asked, Duration.ZERO);
        boolean refused = answer.map(Asked::isTurnedAway).orElse(false);
        List<ReplicaView> views = new ArrayList<>();
        replicas.forEach((id, view) ->
                views.add(Workers.within(view, Duration.ZERO).orElse(new ReplicaView(id, Optional.empty()))));
        return new HealthLook(
                answer.flatMap(Asked::strain),
                isTurnedAway || refused,
                cannotWrite,
                disk.flatMap(d -> Workers.within(d, Duration.ZERO)),
                views);
    }

    private Asked strain(Duration limit) {
        try {
            Optional<SourceStrain> strain = witnesses.strain(source, limit);
            return new Asked(strain, strain.isEmpty());
        } catch (Problem silent) {
            return new Asked(Optional.empty(), false);
        }
    }

    private ReplicaView view(ServerId id) {
        try {
            ServerStatus answer = world.servers().session(id).status();
            Optional<ReplicationStatus> status = answer.replication().filter(this::isOfTheSource);
            long heartbeats = status.isPresent() ? witnesses.heartbeats(id) : 0;
            return new ReplicaView(
                    id,
                    status.map(s -> new Receipt(s.receiver(), s.receiverError(), s.received(), heartbeats)),
                    Optional.of(answer.writable()));
        } catch (Problem unreachable) {
            return new ReplicaView(id, Optional.empty());
        }
    }

    private boolean isOfTheSource(ReplicationStatus replication) {
        return cluster.knownAs(replication.sourceHost(), replication.sourcePort())
                .equals(Optional.of(source));
    }
}

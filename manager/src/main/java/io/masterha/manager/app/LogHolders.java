package io.masterha.manager.app;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Finds out who beside the failed source has logs that replicas lack: most advanced replicas and binlog servers. */
final class LogHolders {
    private final World world;
    private final Cluster cluster;

    LogHolders(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
    }

    /**
     * Those that can serve even the replica that has least, and as far as anybody has received; a copy that begins later
     * or ends earlier, or of another server, does not.
     */
    List<ServerId> binlogServers(Topology topology) {
        Optional<BinlogPosition> least =
                topology.replicas().stream().map(Replica::received).min(Comparator.naturalOrder());
        long serverId = topology.source().serverId();
        if (least.isEmpty() || serverId == 0) {
            return List.of();
        }
        List<Callable<Optional<ServerId>>> jobs = new ArrayList<>();
        BinlogPosition most = topology.mostAdvanced().orElseThrow().received();
        cluster.binlogServers().forEach(id -> jobs.add(() -> holdsCopy(id, least.get(), most, serverId)));
        return world.workers().all(jobs).stream().flatMap(Optional::stream).toList();
    }

    private Optional<ServerId> holdsCopy(
            ServerId binlogServer, BinlogPosition least, BinlogPosition most, long serverId) {
        try {
            world.nodes().readCopy(binlogServer, most, serverId);
            if (least.isBefore(most)) {
                world.nodes().readCopy(binlogServer, least, serverId);
            }
            return Optional.of(binlogServer);
        } catch (Problem problem) {
            world.story().warn("inspect", Optional.of(binlogServer), "is of no use: " + problem.sentence());
            return Optional.empty();
        }
    }

    /** Asks the most advanced replicas how far back their relay logs go, as far as those who are behind need them. */
    Optional<Topology.Donor> donor(Topology topology) {
        List<BinlogPosition> wanted = topology.replicas().stream()
                .filter(r -> !topology.isMostAdvanced(r) && !r.received().file().isEmpty())
                .map(Replica::received)
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList();
        for (BinlogPosition from : wanted) {
            for (Replica candidate : topology.replicas()) {
                if (topology.isMostAdvanced(candidate) && holds(candidate, from)) {
                    return Optional.of(new Topology.Donor(candidate.id(), from));
                }
            }
        }
        return Optional.empty();
    }

    private boolean holds(Replica donor, BinlogPosition from) {
        try {
            return world.nodes().hasRelayLog(donor.id(), from, donor.received());
        } catch (Problem problem) {
            world.story()
                    .warn("inspect", Optional.of(donor.id()), "its relay logs cannot be read: " + problem.sentence());
            return false;
        }
    }
}

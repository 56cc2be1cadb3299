package io.masterha.manager.app.rejoin;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.FailoverLocks;
import io.masterha.manager.app.World;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * MHA's failover lock during a rejoin: held on the server that came back and on the source, seen to be free on all others.
 * On those it is given back, as a failover must never wait for a rejoin: it does not lock the source that died.
 */
final class RejoinLocks {
    private final World world;
    private final Cluster cluster;
    private final FailoverLocks kept;

    RejoinLocks(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
        this.kept = new FailoverLocks(world);
    }

    /** @throws Problem LOCKED if a failover, a switchover or another rejoin is at work; or if one of the two is silent */
    void take(ServerId server, ServerId source) {
        Map<ServerId, String> silent = kept.take(List.of(server, source));
        if (!silent.isEmpty()) {
            ServerId first = silent.keySet().iterator().next();
            throw Problem.of(AppError.TOPOLOGY_UNSUITABLE, first + " does not answer")
                    .why(Optional.ofNullable(silent.get(first)).orElse(""))
                    .next("when it does: masterha-rejoin --conf=FILE --server=" + server);
        }
        FailoverLocks others = new FailoverLocks(world);
        try {
            others.take(cluster.members().stream()
                    .map(Member::id)
                    .filter(id -> !id.equals(server) && !id.equals(source))
                    .toList());
        } finally {
            others.release();
        }
    }

    void check(String journal) {
        kept.check(Set.of(), journal);
    }

    void release() {
        kept.release();
    }
}

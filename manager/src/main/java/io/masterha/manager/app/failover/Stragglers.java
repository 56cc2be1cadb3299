package io.masterha.manager.app.failover;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Replicas that still follow the failed source when the new one has died behind its failover, with others following it
 * already. They are pointed at it nevertheless: its own failover finds them there, and takes them along.
 */
final class Stragglers {
    /** The receivers stood still since the failover began, so what they hold is mostly executed by now. */
    private static final Duration DRAINED = Duration.ofSeconds(20);

    private final World world;
    private final Cluster cluster;
    private final Journal journal;
    private final ServerId failed;

    Stragglers(World world, Cluster cluster, Journal journal, ServerId failed) {
        this.world = world;
        this.cluster = cluster;
        this.journal = journal;
        this.failed = failed;
    }

    /**
     * Takes along whoever can be; who cannot is told, and stays as it is.
     *
     * @param left who was left out of the failover
     * @param inCharge asked right before a server is changed
     */
    void follow(ServerId newSource, boolean gtid, Collection<ServerId> left, Consumer<ServerId> inCharge) {
        for (ServerId id : left) {
            try {
                if (isStraggler(id)) {
                    String where = point(id, newSource, gtid, inCharge);
                    journal.note("straggler", id + " was pointed at " + newSource + where);
                    world.story()
                            .warn(
                                    "repoint",
                                    Optional.of(id),
                                    "was pointed at " + newSource + where + ", although that is gone: its own failover"
                                            + " finds it there");
                }
            } catch (Problem problem) {
                world.story()
                        .warn(
                                "repoint",
                                Optional.of(id),
                                "follows " + failed + " still, and cannot be taken along: " + problem.sentence());
            }
        }
    }

    private boolean isStraggler(ServerId id) {
        return cluster.member(id).isPresent()
                && replication(id)
                        .flatMap(r -> cluster.knownAs(r.sourceHost(), r.sourcePort()))
                        .equals(Optional.of(failed));
    }

    private Optional<ReplicationStatus> replication(ServerId id) {
        return world.servers().session(id).status().replication();
    }

    /** By GTID it fetches what it lacks; by position it has to stand where the new source's own history begins. */
    private String point(ServerId id, ServerId newSource, boolean gtid, Consumer<ServerId> inCharge) {
        Optional<BinlogPosition> from = gtid ? Optional.empty() : journal.position(Facts.START);
        if (!gtid && journal.position(Facts.appliedAt(id)).isEmpty()) {
            throw Problem.of(AppError.REPLICA_NOT_READY, id + " has not executed what the others have");
        }
        drain(id);
        ServerSession session = world.servers().session(id);
        if (journal.text(Facts.pointedAwayFrom(id)).isEmpty()) {
            journal.put(Facts.pointedAwayFrom(id), failed.toString());
        }
        inCharge.accept(id);
        session.pointAt(new Following(newSource, from), world.limits().stopReceiver());
        session.startReplication();
        return from.map(position -> " from " + position).orElse(" by GTID");
    }

    /** Pointing it elsewhere discards its relay logs: not before all that is in them is executed. */
    private void drain(ServerId id) {
        long begin = world.time().nanos();
        ServerSession session = world.servers().session(id);
        if (!session.hasAppliedAll()) {
            session.startApplier();
        }
        while (!session.hasAppliedAll()) {
            if (world.time().nanos() - begin > DRAINED.toNanos()) {
                ReplicationStatus now = replication(id).orElseThrow();
                throw Problem.of(AppError.REPLICA_NOT_READY, id + " has not executed what it has received")
                        .why("it stands at " + now.executed() + " of " + now.received());
            }
            world.time().sleep(world.limits().poll());
        }
    }
}

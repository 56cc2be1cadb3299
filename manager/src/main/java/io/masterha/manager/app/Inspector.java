package io.masterha.manager.app;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.Applier;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Reads the servers and says what they form. */
public final class Inspector {
    private final World world;
    private final Cluster cluster;

    /** What one server answered: its status, or why there is none. */
    public record Reading(ServerId id, Optional<ServerStatus> status, Optional<Problem> problem) {}

    public Inspector(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
    }

    /** Reads all servers but one, side by side; never throws. */
    public Map<ServerId, Reading> readAllBut(Optional<ServerId> left) {
        List<Callable<Reading>> jobs = new ArrayList<>();
        for (Member member : cluster.members()) {
            if (!left.equals(Optional.of(member.id()))) {
                jobs.add(() -> read(member.id()));
            }
        }
        Map<ServerId, Reading> readings = new LinkedHashMap<>();
        world.workers().all(jobs).forEach(reading -> readings.put(reading.id(), reading));
        return readings;
    }

    /** Reads one server; never throws. */
    Reading read(ServerId id) {
        try {
            return new Reading(id, Optional.of(world.servers().session(id).status()), Optional.empty());
        } catch (Problem problem) {
            return new Reading(id, Optional.empty(), Optional.of(problem));
        }
    }

    /**
     * The one server that the others follow.
     *
     * @throws Problem if there is none or more than one
     */
    public ServerId source(Map<ServerId, Reading> readings) {
        List<ServerId> followed = new ArrayList<>();
        List<ServerId> free = new ArrayList<>();
        for (Reading reading : readings.values()) {
            Optional<ReplicationStatus> replication = reading.status().flatMap(ServerStatus::replication);
            if (replication.isPresent()) {
                ReplicationStatus r = replication.get();
                ServerId source = cluster.knownAs(r.sourceHost(), r.sourcePort())
                        .orElseThrow(() -> Problem.of(
                                        AppError.TOPOLOGY_UNSUITABLE,
                                        reading.id() + " follows " + r.sourceHost() + ":" + r.sourcePort())
                                .why("that server is not in the configuration")
                                .next("add it, or take " + reading.id() + " out"));
                if (!followed.contains(source)) {
                    followed.add(source);
                }
            } else if (reading.status().isPresent()) {
                free.add(reading.id());
            }
        }
        free.removeAll(followed);
        if (followed.isEmpty()) {
            throw Problem.of(AppError.TOPOLOGY_UNSUITABLE, "no server is a replica")
                    .why("nobody could take over")
                    .next("set up replication between the configured servers");
        }
        if (followed.size() > 1 || !free.isEmpty()) {
            List<ServerId> sources = new ArrayList<>(followed);
            sources.addAll(free);
            throw Problem.of(AppError.TOPOLOGY_UNSUITABLE, "there is more than one source: " + join(sources))
                    .why("masterha needs exactly one server that all others follow directly")
                    .next("point the replicas at one source, or take the others out of the configuration");
        }
        return followed.get(0);
    }

    /**
     * Makes sure that every server that answers follows the given one: the last look before anything is changed.
     *
     * @throws Problem naming the first that does not
     */
    public void requireReplicasOf(ServerId source, Map<ServerId, Reading> readings) {
        for (Reading reading : readings.values()) {
            if (reading.status().isEmpty()) {
                continue;
            }
            Optional<ReplicationStatus> replication = reading.status().get().replication();
            boolean follows = replication.isPresent()
                    && cluster.knownAs(
                                    replication.get().sourceHost(),
                                    replication.get().sourcePort())
                            .equals(Optional.of(source));
            if (!follows) {
                throw Problem.of(AppError.TOPOLOGY_UNSUITABLE, reading.id() + " does not follow " + source)
                        .why(replication
                                .map(r -> "it follows " + r.sourceHost() + ":" + r.sourcePort())
                                .orElse("it is no replica; a failover may have happened already"))
                        .next("run masterha-check-repl and see who is the source now");
            }
        }
    }

    /**
     * A dead source that the operator names, with the server id that its replicas know.
     *
     * @throws Problem if a server that answers does not follow it
     */
    public FailedSource named(ServerId source) {
        Map<ServerId, Reading> readings = readAllBut(Optional.of(source));
        requireReplicasOf(source, readings);
        long serverId = readings.values().stream()
                .flatMap(reading -> reading.status().stream())
                .flatMap(status -> status.replication().stream())
                .mapToLong(ReplicationStatus::sourceServerId)
                .filter(id -> id != 0)
                .findFirst()
                .orElse(0);
        return new FailedSource(source, serverId, true, Optional.empty());
    }

    /** The input of planning; the receivers of all replicas are stopped, unless it is only for a preview. */
    public Topology topology(FailedSource source, Map<ServerId, Reading> readings) {
        Topology bare = withoutLogs(source, readings);
        return new Topology(source, bare.gtid(), bare.replicas(), bare.unreachable(), donor(bare));
    }

    /** The same without asking anybody how far back relay logs go. */
    public Topology withoutLogs(FailedSource source, Map<ServerId, Reading> readings) {
        List<Replica> replicas = new ArrayList<>();
        List<ServerId> unreachable = new ArrayList<>();
        boolean gtid = true;
        for (Reading reading : readings.values()) {
            Optional<ReplicationStatus> replication = reading.status().flatMap(ServerStatus::replication);
            if (replication.isEmpty()) {
                unreachable.add(reading.id());
                continue;
            }
            ServerStatus status = reading.status().orElseThrow();
            replicas.add(replica(cluster.member(reading.id()).orElseThrow(), status, replication.get()));
            gtid &= status.gtidOn() && replication.get().autoPosition();
        }
        return new Topology(source, gtid && !replicas.isEmpty(), replicas, unreachable, Optional.empty());
    }

    private static Replica replica(Member member, ServerStatus status, ReplicationStatus replication) {
        Applier applier = replication.applierRuns()
                ? Applier.RUNNING
                : replication.applierError().isEmpty() ? Applier.STOPPED : Applier.BROKEN;
        return new Replica(
                member.id(),
                status.version(),
                replication.received(),
                replication.executed(),
                applier,
                status.settings().logBin(),
                member.rule(),
                member.checksDelay(),
                member.ignoreFail(),
                "",
                member.latestPriority(),
                replication.delaySeconds(),
                member.skipReset(),
                gtids(status, replication));
    }

    /** MySQL only: MariaDB's positions of one domain are as comparable as file positions are, and say no more. */
    private static String gtids(ServerStatus status, ReplicationStatus replication) {
        if (status.version().isMariadb() || !replication.autoPosition()) {
            return "";
        }
        return GtidSet.parse(status.binlog().gtids())
                .union(GtidSet.parse(replication.receivedGtids()))
                .toString();
    }

    /** Asks the most advanced replicas how far back their relay logs go, as far as those who are behind need them. */
    private Optional<Topology.Donor> donor(Topology topology) {
        List<BinlogPosition> wanted = topology.replicas().stream()
                .filter(r -> !topology.isMostAdvanced(r))
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

    private static String join(List<ServerId> ids) {
        return String.join(", ", ids.stream().map(ServerId::toString).toList());
    }
}

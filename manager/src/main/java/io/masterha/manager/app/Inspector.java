package io.masterha.manager.app;

import io.masterha.binlog.Problem;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.Applier;
import io.masterha.manager.topology.Errant;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.Placed;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.Roles;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
        return readAllBut(left, reading -> {});
    }

    /**
     * The same.
     *
     * @param then what is done with each server as soon as it is read, beside the others; does not throw
     */
    public Map<ServerId, Reading> readAllBut(Optional<ServerId> left, Consumer<Reading> then) {
        List<Callable<Reading>> jobs = new ArrayList<>();
        for (Member member : cluster.members()) {
            if (!left.equals(Optional.of(member.id()))) {
                jobs.add(() -> {
                    Reading reading = read(member.id());
                    then.accept(reading);
                    return reading;
                });
            }
        }
        Map<ServerId, Reading> readings = new LinkedHashMap<>();
        world.workers().all(jobs).forEach(reading -> readings.put(reading.id(), reading));
        return readings;
    }

    /** Reads all servers; a second time those that did not answer, as MHA does at start: a loaded server may be slow once. */
    public Map<ServerId, Reading> readAllTwice() {
        Map<ServerId, Reading> readings = readAllBut(Optional.empty());
        List<Callable<Reading>> jobs = new ArrayList<>();
        readings.values().stream()
                .filter(reading -> reading.status().isEmpty())
                .forEach(reading -> jobs.add(() -> read(reading.id())));
        world.workers().all(jobs).forEach(reading -> readings.put(reading.id(), reading));
        return readings;
    }

    /** Reads one server; never throws. */
    public Reading read(ServerId id) {
        try {
            return new Reading(id, Optional.of(world.servers().session(id).status()), Optional.empty());
        } catch (Problem problem) {
            return new Reading(id, Optional.empty(), Optional.of(problem));
        }
    }

    /**
     * The one server that the others follow; in a ring and with tiers the one that is not read-only.
     *
     * @throws Problem if there is none or more than one
     */
    public ServerId source(Map<ServerId, Reading> readings) {
        Roles roles = Roles.among(readings.values().stream().map(this::stance).toList());
        if (roles instanceof Roles.Unclear unclear) {
            throw Problem.of(AppError.TOPOLOGY_UNSUITABLE, unclear.what())
                    .why(unclear.why())
                    .next(cluster.named(unclear.next()));
        }
        return ((Roles.Clear) roles).source();
    }

    private Roles.Stance stance(Reading reading) {
        return new Roles.Stance(
                reading.id(),
                reading.status().isPresent(),
                reading.status().filter(ServerStatus::writable).isPresent(),
                isMultiTier(reading.id()),
                replication(reading)
                        .map(r -> new Roles.Link(
                                r.sourceHost() + ":" + r.sourcePort(),
                                cluster.knownAs(r.sourceHost(), r.sourcePort()),
                                r.receiver() != ReplicationStatus.Receiver.STOPPED)));
    }

    private boolean isMultiTier(ServerId id) {
        return cluster.member(id).filter(Member::multiTier).isPresent();
    }

    private static Optional<ReplicationStatus> replication(Reading reading) {
        return reading.status().flatMap(ServerStatus::replication);
    }

    /** Whether a server follows another replica and may: whatever happens to the source, it is not touched. */
    public boolean isLeftAlone(ServerId source, Reading reading) {
        Optional<ServerId> followed =
                replication(reading).flatMap(r -> cluster.knownAs(r.sourceHost(), r.sourcePort()));
        return isMultiTier(reading.id())
                && followed.isPresent()
                && !followed.get().equals(source);
    }

    /** The servers that a failover of a source has to do with: its replicas, and those that do not answer. */
    public List<ServerId> inCharge(ServerId source, Map<ServerId, Reading> readings) {
        return readings.values().stream()
                .filter(reading -> !reading.id().equals(source) && !isLeftAlone(source, reading))
                .map(Reading::id)
                .toList();
    }

    /** Whether a server was seen to be a replica of the given one. */
    public boolean follows(ServerId source, Reading reading) {
        return replication(reading)
                .flatMap(r -> cluster.knownAs(r.sourceHost(), r.sourcePort()))
                .equals(Optional.of(source));
    }

    /**
     * Makes sure that every server that answers follows the given one, or is left alone: the last look before anything
     * is changed.
     *
     * @throws Problem naming the first that does not
     */
    public void requireReplicasOf(ServerId source, Map<ServerId, Reading> readings) {
        for (Reading reading : readings.values()) {
            if (reading.status().isEmpty() || isLeftAlone(source, reading)) {
                continue;
            }
            Optional<ReplicationStatus> replication = replication(reading);
            if (!follows(source, reading)) {
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

    /**
     * The input of planning; the receivers of all replicas are stopped, unless it is only for a preview.
     *
     * @param needsDonor whether a plan depends on how far back relay logs go, which takes a command on a host to find out
     */
    public Topology topology(FailedSource source, Map<ServerId, Reading> readings, Predicate<Topology> needsDonor) {
        Topology bare = withoutLogs(source, readings);
        LogHolders holders = new LogHolders(world, cluster);
        return new Topology(
                source,
                bare.gtid(),
                bare.replicas(),
                bare.unreachable(),
                holders.binlogServers(bare),
                needsDonor.test(bare) ? holders.donor(bare) : Optional.empty());
    }

    /** The same without asking anybody how far back relay logs go. */
    public Topology withoutLogs(FailedSource source, Map<ServerId, Reading> readings) {
        List<Replica> replicas = new ArrayList<>();
        List<ServerId> unreachable = new ArrayList<>();
        Map<ServerId, Errant.Subject> subjects = new LinkedHashMap<>();
        Map<ServerId, ServerStatus> followers = new LinkedHashMap<>();
        for (Reading reading : readings.values()) {
            Optional<ReplicationStatus> replication = replication(reading);
            if (isLeftAlone(source.id(), reading)) {
                continue;
            }
            if (replication.isEmpty()) {
                unreachable.add(reading.id());
                continue;
            }
            ServerStatus status = reading.status().orElseThrow();
            replicas.add(replica(cluster.member(reading.id()).orElseThrow(), status, replication.get()));
            followers.put(reading.id(), status);
            subjects.put(reading.id(), subject(status, replication.get()));
        }
        replicas.replaceAll(replica -> replica.withExtraGtids(errant(source, replica.id(), subjects)));
        boolean gtid = new GtidMode(world, cluster).isOn(followers);
        if (gtid) {
            replicas.replaceAll(replica -> Placed.among(replicas, replica));
        }
        return new Topology(source, gtid, replicas, unreachable, Optional.empty());
    }

    private static Errant.Subject subject(ServerStatus status, ReplicationStatus replication) {
        return new Errant.Subject(status.serverId(), status.binlog().gtids(), replication.receivedGtids());
    }

    private String errant(FailedSource source, ServerId id, Map<ServerId, Errant.Subject> subjects) {
        Map<ServerId, Errant.Subject> others = new LinkedHashMap<>(subjects);
        Errant.Subject subject = java.util.Objects.requireNonNull(others.remove(id));
        try {
            return Errant.of(subject, source.witness(), others.values());
        } catch (Problem unreadable) {
            world.story().warn("inspect", Optional.of(id), "its GTIDs cannot be compared: " + unreadable.sentence());
            return "";
        }
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
}

package io.masterha.manager.app.failover;

import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.Inspector;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Reads the replicas of a failed source into a topology; if possible while a host or a script still takes its time to fence it. */
final class Inspection {
    /** What is older is asked for again: a replica may be gone by then, or somebody may have started its receiver. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final World world;
    private final Cluster cluster;
    private final Inspector inspector;
    private final Journal journal;
    private final Receivers receivers;
    private final FailedSource dead;
    private final Predicate<Topology> needsDonor;
    private Optional<Ahead> ahead = Optional.empty();

    private record Ahead(Topology topology, long nanos) {}

    Inspection(
            World world,
            Cluster cluster,
            Inspector inspector,
            Journal journal,
            Receivers receivers,
            FailedSource dead,
            Predicate<Topology> needsDonor) {
        this.world = world;
        this.cluster = cluster;
        this.inspector = inspector;
        this.journal = journal;
        this.receivers = receivers;
        this.dead = dead;
        this.needsDonor = needsDonor;
    }

    /**
     * Reads them before the source is fenced for certain.
     *
     * @param stops stops the receivers of the servers that this failover is about, and tells how they are then
     */
    void ahead(Supplier<Map<ServerId, Inspector.Reading>> stops) {
        long begin = world.time().nanos();
        Map<ServerId, Inspector.Reading> readings = stops.get();
        // Before the lock was had another failover may have pointed them elsewhere.
        inspector.requireReplicasOf(dead.id(), readings);
        ahead = Optional.of(new Ahead(topology(dead, readings), begin));
    }

    /**
     * What is planned on.
     *
     * @param hostAnswers of the failed source, which is fenced now
     */
    Topology topology(boolean hostAnswers, List<ServerId> others) {
        FailedSource source = new LastSight(world).of(dead, hostAnswers);
        // Whether its host answers decides what was asked.
        Optional<Topology> known = ahead.filter(
                        a -> hostAnswers == dead.hostAnswers() && world.time().nanos() - a.nanos() <= FRESH.toNanos())
                .map(Ahead::topology);
        ahead = Optional.empty();
        return known.map(topology -> topology.with(source)).orElseGet(() -> read(source, others));
    }

    private Topology read(FailedSource source, List<ServerId> others) {
        Map<ServerId, Inspector.Reading> readings = inspector.readAllBut(Optional.of(dead.id()));
        readings.keySet().retainAll(others);
        return topology(source, readings);
    }

    private Topology topology(FailedSource source, Map<ServerId, Inspector.Reading> readings) {
        readings.values().removeIf(reading -> inspector.isLeftAlone(dead.id(), reading));
        List<Member> members = cluster.members().stream()
                .filter(member -> readings.containsKey(member.id()))
                .toList();
        List<ServerId> late = new ArrayList<>(Receivers.running(readings));
        late.removeAll(journal.receiving());
        if (!late.isEmpty()) {
            journal.alsoReceiving(late);
        }
        receivers.admit(members, readings);
        return inspector.topology(source, readings, needsDonor);
    }
}

package io.masterha.manager.app.failover;

import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.Inspector;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.LossVerdict;
import io.masterha.manager.plan.FailoverPolicy;
import io.masterha.manager.port.JournalStore;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.TopologyText;
import io.masterha.manager.topology.Witness;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans the failover of a source that lives, for nobody: what the program does for the first time takes several times as long,
 * and the next time nobody can write. It reads the replicas and changes nothing, on any server or in any file.
 */
public final class Rehearsal {
    private static final Story UNHEARD = new Story() {
        @Override
        public void tell(String word, Optional<ServerId> server, String sentence) {}

        @Override
        public void warn(String word, Optional<ServerId> server, String sentence) {}
    };

    private static final JournalStore UNWRITTEN = new JournalStore() {
        @Override
        public void append(String line) {}

        @Override
        public List<String> lines() {
            return List.of();
        }

        @Override
        public String location() {
            return "nowhere";
        }
    };

    private final World world;
    private final Cluster cluster;
    private final FailoverPolicy policy;
    private final Inspector inspector;

    public Rehearsal(World world, Cluster cluster, FailoverPolicy policy) {
        this.world = world.telling(UNHEARD);
        this.cluster = cluster;
        this.policy = policy;
        this.inspector = new Inspector(this.world, cluster);
    }

    /**
     * Never throws: what stands against a failover is for the checks to find, and for the failover itself.
     *
     * @return whether it came to its end
     */
    public boolean run(ServerId source, long serverId) {
        try {
            plan(source, serverId, readings(source));
            return true;
        } catch (RuntimeException asItIsNow) {
            return false;
        }
    }

    /** One by one: this is a worker's job itself. */
    private Map<ServerId, Inspector.Reading> readings(ServerId source) {
        Map<ServerId, Inspector.Reading> readings = new LinkedHashMap<>();
        cluster.members().stream()
                .map(Member::id)
                .filter(id -> !id.equals(source))
                .forEach(id -> readings.put(id, inspector.read(id)));
        return readings;
    }

    private void plan(ServerId source, long serverId, Map<ServerId, Inspector.Reading> readings) {
        Failover failover = new Failover(world, cluster, policy);
        FailedSource dead = new FailedSource(source, serverId, true, witness(readings));
        inspector.requireReplicasOf(source, readings);
        List<ServerId> others = inspector.inCharge(source, readings);
        if (readings.values().stream().allMatch(reading -> reading.status().isPresent())) {
            new QuorumGate(world, cluster, policy.safety().quorum()).require(source, others, readings);
        }
        Journal journal = new Journal(UNWRITTEN, world.time());
        journal.begin(cluster.application(), dead, Receivers.running(readings));
        Topology topology = inspector.withoutLogs(dead, readings);
        if (failover.needsDonor(topology)) {
            topology.mostAdvanced();
        }
        Failover.Planned planned = failover.plan(topology, Optional.empty());
        new FailoverTold(world.story()).plan(planned);
        journal.planned(
                TopologyText.format(planned.topology()),
                planned.plan().format(),
                planned.ranking().because());
        LossVerdict.judge(planned.topology(), journal, planned.plan().newSource());
    }

    /** As if the source had ended where the first replica is. */
    private Optional<Witness> witness(Map<ServerId, Inspector.Reading> readings) {
        return readings.values().stream()
                .flatMap(reading -> reading.status().stream())
                .filter(status -> status.replication().isPresent())
                .findFirst()
                .map(this::witness);
    }

    private Witness witness(ServerStatus status) {
        ReplicationStatus replication = status.replication().orElseThrow();
        return new Witness(
                replication.received(),
                status.binlog().gtids(),
                "",
                "",
                1,
                world.time().now(),
                Duration.ZERO);
    }
}

package io.masterha.manager.app;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.AutoPosition;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what {@link AutoPosition} decides by, and says what it decided where that is no matter of course. */
final class GtidMode {
    private final World world;
    private final Cluster cluster;

    GtidMode(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
    }

    /** Whether these replicas are to follow a new source by GTID. */
    boolean isOn(Map<ServerId, ServerStatus> replicas) {
        if (replicas.isEmpty()) {
            return false;
        }
        if (replicas.values().stream().allMatch(GtidMode::followsByGtid)) {
            return true;
        }
        try {
            if (!AutoPosition.isWanted(subjects(replicas, false))) {
                return false;
            }
            Optional<String> obstacle = AutoPosition.obstacle(subjects(replicas, true));
            tell(
                    obstacle.isEmpty()
                            ? "replicas that follow by file and position go over to GTIDs (use_gtid_auto_pos=1)"
                            : "replicas stay with file and position, though gtid_mode is ON: " + obstacle.get());
            return obstacle.isEmpty();
        } catch (Problem problem) {
            tell("replicas stay with file and position, because their GTIDs cannot be compared: " + problem.sentence());
            return false;
        }
    }

    private static boolean followsByGtid(ServerStatus status) {
        return status.gtidOn()
                && status.replication().filter(ReplicationStatus::autoPosition).isPresent();
    }

    private List<AutoPosition.Subject> subjects(Map<ServerId, ServerStatus> replicas, boolean asksForPurged) {
        List<AutoPosition.Subject> subjects = new ArrayList<>();
        replicas.forEach((id, status) -> {
            ReplicationStatus replication = status.replication().orElseThrow();
            boolean gtidOn = status.gtidOn() && !status.version().isMariadb();
            boolean stopped = replication.receiver() == ReplicationStatus.Receiver.STOPPED;
            subjects.add(new AutoPosition.Subject(
                    id,
                    followsByGtid(status),
                    cluster.member(id).filter(Member::goesOver).isPresent(),
                    gtidOn,
                    status.settings().logBin() && status.settings().logReplicaUpdates(),
                    gtidOn ? status.binlog().gtids() : "",
                    gtidOn ? replication.receivedGtids() : "",
                    asksForPurged ? world.servers().session(id).history().purged() : "",
                    stopped ? Optional.of(replication.received()) : Optional.empty()));
        });
        return subjects;
    }

    private void tell(String sentence) {
        world.story().tell("inspect", Optional.empty(), sentence);
    }
}

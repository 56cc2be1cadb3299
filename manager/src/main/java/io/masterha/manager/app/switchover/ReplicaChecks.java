package io.masterha.manager.app.switchover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Inspector;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.ServerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold of each replica before a switchover. */
final class ReplicaChecks {
    private final SwitchoverRequest request;
    private final List<Problem> problems;
    private final List<String> warnings;

    ReplicaChecks(SwitchoverRequest request, List<Problem> problems, List<String> warnings) {
        this.request = request;
        this.problems = problems;
        this.warnings = warnings;
    }

    void check(ServerId source, Map<ServerId, Inspector.Reading> readings) {
        Map<Map<String, String>, ServerId> filters = new HashMap<>();
        for (Inspector.Reading reading : readings.values()) {
            Optional<ServerStatus> status = reading.status();
            Optional<ReplicationStatus> replication = status.flatMap(ServerStatus::replication);
            if (replication.isPresent() && !reading.id().equals(source)) {
                threads(reading.id(), replication.get());
                lag(reading.id(), replication.get());
                filters.putIfAbsent(replication.get().filters(), reading.id());
                if (status.orElseThrow().writable()) {
                    warnings.add(reading.id() + ": it is a replica and read_only is off");
                }
            }
        }
        if (request.checksFilters() && filters.size() > 1) {
            problems.add(Problem.of(AppError.TOPOLOGY_UNSUITABLE, "the replicas have different replication filters")
                    .why(filters.toString())
                    .next("make them equal, or set check_repl_filter=0"));
        }
    }

    private void threads(ServerId id, ReplicationStatus status) {
        boolean receives = status.receiver() == ReplicationStatus.Receiver.RUNNING;
        if (!receives || !status.applierRuns()) {
            problems.add(Problem.of(AppError.REPLICA_NOT_READY, id + ": replication does not run")
                    .why("receiver " + status.receiver() + " " + status.receiverError() + ", applier "
                            + (status.applierRuns() ? "runs" : "stopped") + " " + status.applierError())
                    .next("mend the cause and START REPLICA on " + id));
        }
    }

    private void lag(ServerId id, ReplicationStatus status) {
        if (status.applierRuns() && status.lagSeconds().isEmpty()) {
            problems.add(Problem.of(AppError.REPLICA_NOT_READY, id + ": its lag is unknown")
                    .why("Seconds_Behind_Source is NULL")
                    .next("look at its replication status"));
            return;
        }
        long wanted = status.delaySeconds();
        long limit = Math.max(1, request.lag().toSeconds()) + wanted;
        if (status.lagSeconds().orElse(0) > limit) {
            problems.add(Problem.of(
                            AppError.REPLICA_NOT_READY,
                            id + ": it is " + status.lagSeconds().getAsLong() + " s behind, more than " + limit + " s")
                    .why("the switch would wait for it with writes stopped")
                    .next("wait, or give --seconds_behind_master"));
        }
    }
}

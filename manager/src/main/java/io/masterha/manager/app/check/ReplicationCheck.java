package io.masterha.manager.app.check;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.ShorterSource;
import java.time.Duration;
import java.util.Optional;

/** Replicas receive and apply, and none has stopped with an error; if asked, none lags. */
final class ReplicationCheck implements Check {
    private final Optional<Duration> mostLag;

    /** @param mostLag replicas must run and lag no more; empty if that is not asked */
    ReplicationCheck(Optional<Duration> mostLag) {
        this.mostLag = mostLag;
    }

    @Override
    public void look(Seen seen, Found found) {
        seen.replicas().forEach((id, replication) -> {
            boolean receives = replication.receiver() == ReplicationStatus.Receiver.RUNNING;
            if (seen.source().isPresent() && ShorterSource.isSaidBy(replication.receiverError())) {
                found.problem(
                        id,
                        ShorterSource.sentence(id, seen.source().get()),
                        replication.receiverError(),
                        "masterha-rejoin --conf=FILE --server=" + id + " --dry-run");
            } else if (!replication.applierError().isEmpty()) {
                found.problem(id, broken(id, replication));
            } else if (mostLag.isPresent()) {
                ReplicaHealth.problem(id, replication, mostLag.get()).ifPresent(problem -> found.problem(id, problem));
            } else if (!replication.applierRuns()
                    || (!receives && seen.sourceStatus().isPresent())) {
                found.warn((id + ": replication does not run (receiver " + replication.receiver() + ", applier "
                                + (replication.applierRuns() ? "running" : "stopped") + ") "
                                + replication.receiverError())
                        .strip());
            }
        });
    }

    private static Problem broken(ServerId id, ReplicationStatus replication) {
        return Problem.of(AppError.PREFLIGHT_FAILED, id + ": its applier stopped with an error")
                .why(replication.applierError())
                .next("mend the cause and START REPLICA on " + id);
    }
}

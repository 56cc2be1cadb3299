package io.masterha.manager.app.check;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Judges a replica as MHA's replication health check does: both threads run, and the lag is known and small. */
final class ReplicaHealth {
    private ReplicaHealth() {}

    /**
     * What is wrong; empty if nothing is.
     *
     * @param mostLag beside a delay that the operator wants; whole seconds, and zero counts as one, as in MHA
     */
    static Optional<Problem> problem(ServerId id, ReplicationStatus replication, Duration mostLag) {
        boolean receives = replication.receiver() == ReplicationStatus.Receiver.RUNNING;
        if (!receives || !replication.applierRuns()) {
            return Optional.of(Problem.of(AppError.PREFLIGHT_FAILED, id + ": replication does not run")
                    .why("receiver " + replication.receiver() + ", applier "
                            + (replication.applierRuns() ? "running" : "stopped") + " " + replication.receiverError())
                    .next("START REPLICA on " + id + ", and mend what it complains of"));
        }
        OptionalLong lag = replication.lagSeconds();
        long allowed = Math.max(1, mostLag.toSeconds()) + replication.delaySeconds();
        if (lag.isEmpty() || lag.getAsLong() > allowed) {
            String seen = lag.isEmpty() ? "unknown" : lag.getAsLong() + " s";
            return Optional.of(Problem.of(AppError.PREFLIGHT_FAILED, id + ": it lags")
                    .why("its lag is " + seen + ", the limit " + allowed + " s")
                    .next("wait until it has caught up, or allow more with --seconds_behind_master"));
        }
        return Optional.empty();
    }
}

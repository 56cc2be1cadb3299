package io.masterha.node.apply;

import io.masterha.binlog.CatchingUp;
import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import java.time.Duration;

/**
 * Lets the applier execute the replica's own relay logs.
 *
 * <p>What it has not executed then, for example a transaction of which the end was never received, is taken from the
 * relay logs by those who need it.
 */
final class Drain {
    private final LocalReplica replica;
    private final Progress progress;
    private final Duration limit;

    Drain(LocalReplica replica, Progress progress, Duration limit) {
        this.replica = replica;
        this.progress = progress;
        this.limit = limit;
    }

    /** Returns the status; the applier still runs, unless it is one that must not be waited for or started. */
    ReplicaStatus run() {
        ReplicaStatus status = replica.status();
        if (status.delaySeconds() > 0) {
            // It would wait; what it holds back is taken from its relay logs and applied without the delay.
            progress.line("the applier is delayed by " + status.delaySeconds() + " s: its relay logs are read instead");
            return status;
        }
        if (status.executed().equals(status.received())) {
            return status;
        }
        if (!status.applierRuns() && replica.dialect().startPurgesRelayLogs(status.gtid())) {
            progress.line("starting the applier would purge its relay logs: they are read instead");
            return status;
        }
        await(status);
        return replica.status();
    }

    private void await(ReplicaStatus before) {
        if (!before.applierRuns()) {
            progress.line("the applier is stopped: starting it to execute what was received"
                    + (before.applierError().isEmpty() ? "" : "; it had " + before.applierError()));
            replica.run(replica.dialect().startApplier());
        }
        Patience patience = new Patience(replica, limit);
        ExecutedAll all = new ExecutedAll(replica);
        CatchingUp catchingUp = new CatchingUp(progress::line, System::nanoTime);
        while (true) {
            ReplicaStatus status = replica.status();
            requireApplier(status);
            if (status.executed().equals(status.received()) || all.saw(status)) {
                return;
            }
            catchingUp.saw(status.executed(), status.received(), "");
            patience.saw("executed up to " + status.executed());
            patience.pause("the applier to execute what was received up to " + status.received());
        }
    }

    private void requireApplier(ReplicaStatus status) {
        if (!status.applierRuns()) {
            throw Problem.of(
                            NodeError.APPLIER_STOPPED,
                            "the applier stopped in the replica's own relay log, executed up to " + status.executed())
                    .why(status.applierError().isEmpty() ? "somebody stopped it" : replica.applierError(status))
                    .next("mend the cause, then run the same command again");
        }
    }
}

package io.masterha.node.apply;

import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import java.time.Duration;
import java.util.Locale;

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
        int idleSeen = 0;
        while (true) {
            ReplicaStatus status = replica.status();
            requireApplier(status);
            // Twice in a row, because a worker that was just given work still looks idle.
            idleSeen = status.hasReadAll() && workersAreIdle() ? idleSeen + 1 : 0;
            if (status.executed().equals(status.received()) || idleSeen == 2) {
                return;
            }
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

    private boolean workersAreIdle() {
        Row variables = replica.variables();
        long workers = variables.number("replica_parallel_workers", "slave_parallel_workers", "slave_parallel_threads");
        return workers == 0 || noneIsBusy();
    }

    private boolean noneIsBusy() {
        return replica.query(ReplicaDialect.SHOW_THREADS).stream().noneMatch(Drain::isBusyWorker);
    }

    private static boolean isBusyWorker(Row thread) {
        String user = thread.text("User");
        String command = thread.text("Command").toLowerCase(Locale.ROOT);
        if (!user.equals("system user")
                || !(command.equals("slave_worker") || command.equals("connect") || command.equals("query"))) {
            return false;
        }
        String state = thread.text("State").toLowerCase(Locale.ROOT);
        return !(state.isEmpty()
                || state.contains("waiting for")
                || state.contains("has read all relay log")
                || state.contains("innodb"));
    }
}

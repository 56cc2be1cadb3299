package io.masterha.node.apply;

import io.masterha.binlog.Problem;
import java.time.Duration;
import java.util.Locale;

/**
 * Stops the applier without the 60 s that MySQL waits for the rest of a transaction of which the receiver has fetched
 * only the beginning.
 *
 * <p>Workers that hold such a transaction are not asked but killed: the server rolls it back, and then works out one
 * position for all of them.
 */
final class ApplierStop {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final LocalReplica replica;

    ApplierStop(LocalReplica replica) {
        this.replica = replica;
    }

    /** The receiver is stopped already. */
    void run() {
        ReplicaStatus status = replica.status();
        if (!status.applierRuns()) {
            return;
        }
        boolean waitsForMore = status.hasReadAll() && !status.executed().equals(status.received());
        if (!replica.dialect().isMariadb() && waitsForMore && workers() > 0 && killCoordinator()) {
            awaitStopped();
            new WorkerGaps(replica).close();
        } else {
            replica.run(replica.dialect().stopApplier());
        }
    }

    private long workers() {
        return replica.variables().number("replica_parallel_workers", "slave_parallel_workers");
    }

    private boolean killCoordinator() {
        for (Row thread : replica.query(ReplicaDialect.SHOW_THREADS)) {
            if (thread.text("User").equals("system user")
                    && thread.text("State").toLowerCase(Locale.ROOT).contains("has read all relay log")) {
                try {
                    replica.run(ReplicaDialect.kill(thread.number("Id")));
                    return true;
                } catch (Problem e) {
                    // Gone by itself, or the account may not: STOP does it too, only later.
                    return false;
                }
            }
        }
        return false;
    }

    private void awaitStopped() {
        Patience patience = new Patience(replica, LIMIT);
        while (replica.status().applierRuns()) {
            patience.pause("the applier to stop");
        }
    }
}

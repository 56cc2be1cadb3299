package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import java.time.Duration;

/**
 * Brings the workers of a MySQL applier that stopped with an error to one common position.
 *
 * <p>If workers commit in order, as is the default from 8.0.27 on, the server needs only to work out where that is. If
 * not, it executes what lies in between, and that can fail with the same error.
 */
final class WorkerGaps {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private final LocalReplica replica;

    WorkerGaps(LocalReplica replica) {
        this.replica = replica;
    }

    BinlogPosition close() {
        replica.run(replica.dialect().startApplierUntilNoGaps());
        Patience patience = new Patience(replica, LIMIT);
        while (true) {
            ReplicaStatus status = replica.status();
            if (status.applierRuns() && status.hasReadAll()) {
                // It looks whether it is through at the next event only, and there is none.
                replica.run(replica.dialect().stopApplier());
                status = replica.status();
            }
            if (!status.applierRuns()) {
                if (!status.applierError().isEmpty()) {
                    throw Problem.of(NodeError.APPLIER_STOPPED, "the workers of the applier stand at different places")
                            .why(status.applierError())
                            .next("mend the cause, then run the same command again");
                }
                return status.executed();
            }
            patience.saw(status.executed().toString());
            patience.pause("the workers of the applier to come to one position");
        }
    }
}

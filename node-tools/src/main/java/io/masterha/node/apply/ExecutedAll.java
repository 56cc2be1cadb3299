package io.masterha.node.apply;

import io.masterha.binlog.ApplierWords;

/**
 * Tells that an applier has executed everything it was given, before the position says so: MySQL brings that of several
 * workers up to date every 300 ms only ({@code replica_checkpoint_period}).
 *
 * <p>The coordinator has read all and no worker has work in hand, seen twice in a row, because a worker that was just
 * given work still looks idle.
 */
final class ExecutedAll {
    private final LocalReplica replica;
    private int idleSeen;

    ExecutedAll(LocalReplica replica) {
        this.replica = replica;
    }

    /** To be called at every look; after a yes it begins to count anew. */
    boolean saw(ReplicaStatus status) {
        idleSeen = status.hasReadAll() && workersAreIdle() ? idleSeen + 1 : 0;
        if (idleSeen < 2) {
            return false;
        }
        idleSeen = 0;
        return true;
    }

    private boolean workersAreIdle() {
        Row variables = replica.variables();
        long workers = variables.number(ReplicaKeeper.WORKERS);
        return workers == 0
                || replica.query(ReplicaDialect.SHOW_THREADS).stream().noneMatch(ExecutedAll::isBusyWorker);
    }

    private static boolean isBusyWorker(Row thread) {
        return ApplierWords.isBusyWorker(thread.text("User"), thread.text("Command"), thread.text("State"));
    }
}

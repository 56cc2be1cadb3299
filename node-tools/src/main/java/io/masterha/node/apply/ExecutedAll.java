package io.masterha.node.apply;

import java.util.Locale;

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

    /**
     * Whether a row of the process list is a worker with work in hand. Idle ones are "Waiting for an event from
     * Coordinator" (MySQL) or "Waiting for work from SQL thread" (MariaDB); "Waiting for handler commit" is work. The other
     * threads of the system user are the receiver, the coordinator and those of the storage engine.
     */
    static boolean isBusyWorker(Row thread) {
        String command = thread.text("Command").toLowerCase(Locale.ROOT);
        String state = thread.text("State").toLowerCase(Locale.ROOT);
        boolean isWorker = thread.text("User").equals("system user")
                && (command.equals("slave_worker") || command.equals("connect") || command.equals("query"));
        boolean isIdle = state.contains("waiting for an event from coordinator")
                || state.contains("waiting for work from sql thread")
                || state.contains("waiting for work from main sql threads");
        boolean isOther = state.contains("to send event")
                || state.contains("to the next event")
                || state.contains("has read all relay log")
                || state.contains("connecting to")
                || state.contains("reconnect")
                || state.contains("queueing")
                || state.contains("waiting for the slave i/o thread")
                || state.contains("innodb")
                || (state.isEmpty() && command.equals("connect"));
        return isWorker && !isIdle && !isOther;
    }
}

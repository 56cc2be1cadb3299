package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.ApplierWords;
import io.masterha.manager.port.Time;
import java.time.Duration;

/**
 * Finds out whether an applier has executed everything in its relay log.
 *
 * <p>Equal positions prove it. They stay unequal when the relay log ends inside a transaction, and with several workers
 * the executed position lags behind; then the applier's own words count, and its workers' states, read twice because a
 * worker that was just given work still looks idle.
 */
final class AppliedAll {
    private static final Duration BETWEEN_READINGS = Duration.ofMillis(10);
    private final Wire wire;
    private final Time time;

    AppliedAll(Wire wire, Time time) {
        this.wire = wire;
        this.time = time;
    }

    boolean ask(Row status, Row variables) {
        if (StatusReader.received(status).equals(StatusReader.executed(status))) {
            return true;
        }
        if (!StatusReader.appliers(status) || !hasReadAll(status)) {
            return false;
        }
        long workers =
                variables.number(0, "replica_parallel_workers", "slave_parallel_workers", "slave_parallel_threads");
        return workers == 0 || (workersAreIdle() && workersAreIdleAgain());
    }

    static boolean hasReadAll(Row status) {
        return ApplierWords.hasReadAll(status.text("Replica_SQL_Running_State", "Slave_SQL_Running_State"));
    }

    private boolean workersAreIdle() {
        return wire.run(Dialect.showThreads()).stream().noneMatch(AppliedAll::isBusyWorker);
    }

    private boolean workersAreIdleAgain() {
        time.sleep(BETWEEN_READINGS);
        return workersAreIdle();
    }

    private static boolean isBusyWorker(Row thread) {
        return ApplierWords.isBusyWorker(thread.text("User"), thread.text("Command"), thread.text("State"));
    }
}

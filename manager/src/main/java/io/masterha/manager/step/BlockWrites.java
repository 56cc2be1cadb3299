package io.masterha.manager.step;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.WriteControl;
import io.masterha.manager.port.WriteState;
import io.masterha.manager.topology.ServerId;

/**
 * Stops the writes of everybody on the old source, and ends the connections of those whom nothing else stops.
 *
 * @param lockTables whether all tables are locked where {@code read_only} alone does not stop everybody
 */
public record BlockWrites(ServerId server, boolean lockTables) implements Step {
    @Override
    public String title() {
        return "block writes on " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        WriteControl writes = context.server(server).writes();
        writes.block(lockTables, context.limits().block());
        WriteState state = writes.state();
        if (!state.isBlocked(lockTables)) {
            throw Problem.of(StepError.NOT_BLOCKED, server + " still takes writes: " + state)
                    .why("it accepted the order and did not follow it");
        }
        boolean mayWrite = !state.superReadOnly() && !state.tablesLocked();
        return state + (mayWrite ? EndPrivileged.clause(writes) : "");
    }
}

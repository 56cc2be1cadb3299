package io.masterha.manager.step;

import io.masterha.manager.port.WriteControl;
import io.masterha.manager.topology.ServerId;

/** Gives the lock on all tables of the old source back; it stays read-only. */
public record UnlockTables(ServerId server) implements Step {
    @Override
    public String title() {
        return "unlock the tables of " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        return !context.server(server).writes().state().tablesLocked();
    }

    @Override
    public String run(StepContext context) {
        WriteControl writes = context.server(server).writes();
        String ended = EndPrivileged.clause(writes);
        writes.unlockTables();
        return writes.state() + ended;
    }
}

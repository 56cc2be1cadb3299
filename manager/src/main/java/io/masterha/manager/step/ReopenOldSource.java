package io.masterha.manager.step;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.WriteState;
import io.masterha.manager.topology.ServerId;

/** Way back: lets the old source take writes again. */
public record ReopenOldSource(ServerId server) implements Step {
    @Override
    public String title() {
        return "open " + server + " for writes again";
    }

    @Override
    public boolean isDone(StepContext context) {
        WriteState state = context.server(server).writes().state();
        return state.isWritable() && !state.tablesLocked();
    }

    @Override
    public String run(StepContext context) {
        ServerSession session = context.server(server);
        session.writes().unlockTables();
        session.setWritable(true);
        WriteState state = session.writes().state();
        if (!state.isWritable()) {
            throw Problem.of(StepError.NOT_PROMOTABLE, server + " stayed read-only: " + state)
                    .next("SET GLOBAL read_only=0 on " + server)
                    .changed("its writes are stopped");
        }
        return state.toString();
    }
}

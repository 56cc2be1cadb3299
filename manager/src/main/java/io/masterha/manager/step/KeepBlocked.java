package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.WriteState;
import io.masterha.manager.topology.ServerId;

/**
 * Sees to it that the old source still refuses writes: while no manager ran it may have been restarted, and a lock on its
 * tables is gone with the manager that held it.
 */
public record KeepBlocked(ServerId server, boolean lockTables) implements Step {
    @Override
    public String title() {
        return "keep " + server + " read-only";
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.server(server).writes().state().isBlocked(lockTables);
    }

    @Override
    public String run(StepContext context) {
        ServerSession session = context.server(server);
        session.writes().block(lockTables, context.limits().block());
        WriteState state = session.writes().state();
        String ended = state.superReadOnly() ? "" : EndPrivileged.clause(session.writes());
        BinlogPosition end = context.facts().position(Facts.FINAL).orElseThrow();
        BinlogMark mark = session.mark();
        if (!mark.position().equals(end)) {
            throw Problem.of(StepError.NOT_BLOCKED, server + " took writes that the new source does not have")
                    .why("it was open while no manager ran: its log went on from " + end + " to " + mark.position())
                    .next("look there for what is in its log behind " + end)
                    .changed("it refuses writes again: " + state);
        }
        return state + ", blocked again" + ended;
    }
}

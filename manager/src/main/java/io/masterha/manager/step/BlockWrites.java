package io.masterha.manager.step;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.ClientSession;
import io.masterha.manager.port.WriteControl;
import io.masterha.manager.port.WriteState;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;

/**
 * Stops the writes of everybody on the old source, and ends the connections of those who could begin again.
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
        return state + (state.superReadOnly() ? "" : endPrivileged(writes));
    }

    /** Behind a lock they only wait; when it is given back they would write. */
    static String endPrivileged(WriteControl writes) {
        List<String> ended = new ArrayList<>();
        for (ClientSession client : writes.clients()) {
            if (client.privileged()) {
                writes.kill(client);
                ended.add(client.account());
            }
        }
        return ended.isEmpty() ? "" : "; ended connections that read_only does not stop: " + String.join(", ", ended);
    }
}

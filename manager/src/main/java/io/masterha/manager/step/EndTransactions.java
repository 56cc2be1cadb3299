package io.masterha.manager.step;

import io.masterha.manager.port.ClientSession;
import io.masterha.manager.port.WriteControl;
import io.masterha.manager.topology.ServerId;
import java.util.List;

/** Ends the connections whose writes have lasted too long; only if the operator asked for it. */
public record EndTransactions(ServerId server, long olderThanSeconds) implements Step {
    @Override
    public String title() {
        return "end transactions on " + server + " that last longer than " + olderThanSeconds + " s";
    }

    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        WriteControl writes = context.server(server).writes();
        List<ClientSession> writers = LongWrites.of(writes.clients(), olderThanSeconds);
        writers.forEach(writes::kill);
        return writers.isEmpty() ? "there is none" : "ended " + writers;
    }
}

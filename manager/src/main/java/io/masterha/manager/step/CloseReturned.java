package io.masterha.manager.step;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.ClientSession;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.WriteControl;
import io.masterha.manager.port.WriteState;
import io.masterha.manager.topology.ServerId;

/** Makes a server read-only that came back beside the source, ends the connections of its clients, and stops its events. */
public record CloseReturned(ServerId server) implements Step {
    @Override
    public String title() {
        return "close " + server + " for writes";
    }

    /** Clients may have connected since: what is asked once more costs nothing. */
    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        ServerSession session = context.server(server);
        WriteControl writes = session.writes();
        int ended = 0;
        if (!writes.state().isBlocked(false)
                || (writes.state().hasSuperReadOnly() && !writes.state().superReadOnly())) {
            ended = block(context, writes);
        }
        ended += end(writes);
        String events = "";
        if (writes.eventsRun()) {
            writes.setEventScheduler(false);
            events = ", event_scheduler=OFF";
        }
        WriteState state = writes.state();
        if (!state.isBlocked(false)) {
            throw Problem.of(StepError.NOT_BLOCKED, server + " still takes writes: " + state)
                    .why("it accepted the order and did not follow it")
                    .next("shut it down");
        }
        return state + events + ", connections of clients ended: " + ended;
    }

    /** A transaction or a lock of a client stands in the way for long: it goes first then. */
    private static int block(StepContext context, WriteControl writes) {
        try {
            writes.block(false, context.limits().block());
            return 0;
        } catch (Problem held) {
            int ended = end(writes);
            writes.block(false, context.limits().block());
            return ended;
        }
    }

    private static int end(WriteControl writes) {
        int ended = 0;
        for (ClientSession client : writes.clients()) {
            writes.kill(client);
            ended++;
        }
        return ended;
    }
}

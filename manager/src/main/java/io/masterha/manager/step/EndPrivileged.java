package io.masterha.manager.step;

import io.masterha.manager.port.ClientSession;
import io.masterha.manager.port.WriteControl;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends the connections to the old source that {@code read_only} does not stop. Behind a lock on its tables they only wait: when
 * it is given back, or its holder has died, they would write.
 */
public record EndPrivileged(ServerId server) implements Step {
    @Override
    public String title() {
        return "end privileged connections on " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        // That stops them too.
        return context.server(server).writes().state().superReadOnly();
    }

    @Override
    public String run(StepContext context) {
        List<String> ended = end(context.server(server).writes());
        return ended.isEmpty() ? "there are none" : String.join(", ", ended);
    }

    /** The same as a clause behind another; empty if there are none. */
    static String clause(WriteControl writes) {
        List<String> ended = end(writes);
        return ended.isEmpty() ? "" : "; ended connections that read_only does not stop: " + String.join(", ", ended);
    }

    private static List<String> end(WriteControl writes) {
        List<String> ended = new ArrayList<>();
        for (ClientSession client : writes.clients()) {
            if (client.privileged()) {
                writes.kill(client);
                ended.add(client.account());
            }
        }
        return ended;
    }
}

package io.masterha.manager.step;

import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/** Sends the failed source's saved tail to a replica; nothing to do if there is no tail. */
public record SendTail(ServerId source, ServerId server) implements Step {
    @Override
    public String title() {
        return "send saved binlog of " + source + " to " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        Optional<SavedLog> tail = context.facts().savedLog(Facts.TAIL);
        return tail.isEmpty()
                || tail.get().isEmpty()
                || context.facts().savedLog(Facts.tailAt(server)).isPresent();
    }

    @Override
    public String run(StepContext context) {
        SavedLog tail = context.facts().savedLog(Facts.TAIL).orElseThrow();
        context.facts().put(Facts.tailAt(server), context.nodes().send(tail, source, server));
        return "sent " + tail.bytes() + " bytes";
    }
}

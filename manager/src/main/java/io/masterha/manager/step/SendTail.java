package io.masterha.manager.step;

import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;

/**
 * Sends the saved end of the failed source's history to a replica; nothing to do if there is none.
 *
 * @param binlogServers whose copies are used if they reach further
 */
public record SendTail(ServerId source, ServerId server, List<ServerId> binlogServers) implements Step {
    public SendTail {
        binlogServers = List.copyOf(binlogServers);
    }

    @Override
    public String title() {
        return "send saved binlog of " + source + " to " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        Optional<Tail> tail = Tail.longest(source, binlogServers, context.facts());
        return tail.isEmpty()
                || tail.get().log().isEmpty()
                || context.facts().savedLog(Facts.tailAt(server)).isPresent();
    }

    @Override
    public String run(StepContext context) {
        Tail tail = Tail.longest(source, binlogServers, context.facts()).orElseThrow();
        context.facts().put(Facts.tailAt(server), context.nodes().send(tail.log(), tail.at(), server));
        return "sent " + tail.log().bytes() + " bytes" + (tail.at().equals(source) ? "" : ", the copy on " + tail.at());
    }
}

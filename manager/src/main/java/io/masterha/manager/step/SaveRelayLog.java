package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.topology.ServerId;

/**
 * Saves from the most advanced replica's relay logs, on its own host, what replicas that stopped at one position lack.
 *
 * <p>It comes before anything is applied on the donor: applying there discards its relay logs.
 *
 * @param server the first of those replicas, the one that is lost if this fails; the others miss the file when it is sent
 */
public record SaveRelayLog(ServerId donor, BinlogPosition from, BinlogPosition to, ServerId server) implements Step {
    @Override
    public String title() {
        return "save relay log of " + donor + " from " + from + " to " + to;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().savedLog(Facts.diffFrom(from)).isPresent();
    }

    @Override
    public String run(StepContext context) {
        SavedLog log = context.nodes().saveRelayLog(donor, from, to);
        context.facts().put(Facts.diffFrom(from), log);
        return LogText.describe(log);
    }
}

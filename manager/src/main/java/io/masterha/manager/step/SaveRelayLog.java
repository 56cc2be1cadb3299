package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.topology.ServerId;

/**
 * Saves from the most advanced replica's relay logs, on its own host, what another replica lacks.
 *
 * <p>It comes before anything is applied on the donor: applying there discards its relay logs.
 */
public record SaveRelayLog(ServerId donor, BinlogPosition from, BinlogPosition to, ServerId server) implements Step {
    @Override
    public String title() {
        return "save relay log of " + donor + " from " + from + " to " + to + " for " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().savedLog(Facts.diffFor(server)).isPresent();
    }

    @Override
    public String run(StepContext context) {
        SavedLog log = context.nodes().saveRelayLog(donor, from, to);
        context.facts().put(Facts.diffFor(server), log);
        return LogText.describe(log);
    }
}

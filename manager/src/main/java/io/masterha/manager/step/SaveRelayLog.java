package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.topology.ServerId;

/** Saves from the most advanced replica's relay logs what another replica lacks, and sends it there. */
public record SaveRelayLog(ServerId donor, BinlogPosition from, BinlogPosition to, ServerId server) implements Step {
    @Override
    public String title() {
        return "save relay log of " + donor + " from " + from + " to " + to + " for " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().savedLog(Facts.diffAt(server)).isPresent();
    }

    @Override
    public String run(StepContext context) {
        SavedLog log = context.nodes().saveRelayLog(donor, from, to);
        context.facts().put(Facts.diffAt(server), context.nodes().send(log, donor, server));
        return LogText.describe(log);
    }
}

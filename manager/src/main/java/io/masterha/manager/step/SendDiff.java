package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.topology.ServerId;

/** Sends a saved relay log from the replica that had it to the one that lacks it. */
public record SendDiff(ServerId donor, BinlogPosition from, ServerId server) implements Step {
    @Override
    public String title() {
        return "send relay log of " + donor + " to " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().savedLog(Facts.diffAt(server)).isPresent();
    }

    @Override
    public String run(StepContext context) {
        SavedLog log = context.facts().savedLog(Facts.diffFrom(from)).orElseThrow(() -> Problem.of(
                        StepError.LOG_MISSING, server + ": what it lacks could not be had")
                .why("the relay log of " + donor + " from " + from + " was not saved"));
        context.facts().put(Facts.diffAt(server), context.nodes().send(log, donor, server));
        return "sent " + log.bytes() + " bytes";
    }
}

package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.topology.ServerId;

/**
 * Saves a binlog server's copy of the failed source's binary log; whether it is needed is seen when all are saved.
 *
 * @param server the binlog server
 * @param sourceServerId {@code server_id} of the failed source
 */
public record SaveCopy(ServerId server, BinlogPosition from, long sourceServerId) implements Step {
    @Override
    public String title() {
        return "save copy on " + server + " from " + from;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().savedLog(Facts.copyOn(server)).isPresent();
    }

    @Override
    public String run(StepContext context) {
        SavedLog log = context.nodes().saveCopy(server, from, sourceServerId);
        context.facts().put(Facts.copyOn(server), log);
        return LogText.describe(log);
    }
}

package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.topology.ServerId;

/** Saves the failed source's binary log from where the replicas stop to its last complete transaction. */
public record SaveBinlog(ServerId server, BinlogPosition from) implements Step {
    @Override
    public String title() {
        return "save binlog of " + server + " from " + from;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().savedLog(Facts.TAIL).isPresent();
    }

    @Override
    public String run(StepContext context) {
        SavedLog log = context.nodes().saveBinlog(server, from);
        context.facts().put(Facts.TAIL, log);
        return LogText.describe(log) + (log.cut().isEmpty() ? "" : "; cut off: " + log.cut());
    }
}

package io.masterha.manager.step;

import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.OwnTransactions;
import io.masterha.manager.topology.ServerId;

/** Keeps what only one server has, as it was logged, in a file on its host: rows can be read from it. */
public record KeepOwn(ServerId server, OwnTransactions own, String file) implements Step {
    @Override
    public String title() {
        return "keep what only " + server + " has in " + file;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().savedLog(Facts.OWN).isPresent();
    }

    @Override
    public String run(StepContext context) {
        SavedLog log = context.nodes().saveOwn(server, own, file);
        context.facts().put(Facts.OWN, log);
        return LogText.describe(log) + " in " + log.path();
    }
}

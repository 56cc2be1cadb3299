package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;

/** Saves the failed source's binary log from where the replicas stop to its last complete transaction. */
public record SaveBinlog(ServerId server, BinlogPosition from) implements Step {
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    @Override
    public String title() {
        return "save binlog of " + server + " from " + from;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().savedLog(Facts.TAIL).isPresent();
    }

    /** Twice, if need be: a connection that breaks must not cost the transactions that nobody else has. */
    private SavedLog save(StepContext context) {
        try {
            return context.nodes().saveBinlog(server, from);
        } catch (Problem first) {
            context.time().sleep(AGAIN_AFTER);
            return context.nodes().saveBinlog(server, from);
        }
    }

    @Override
    public String run(StepContext context) {
        SavedLog log = save(context);
        context.facts().put(Facts.TAIL, log);
        return LogText.describe(log) + (log.cut().isEmpty() ? "" : "; cut off: " + log.cut());
    }
}

package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.topology.ServerId;

/** Waits until a replica has executed all that the old source ever wrote. */
public record AwaitFinal(ServerId server, ServerId oldSource) implements Step {
    @Override
    public String title() {
        return "wait until " + server + " has executed everything of " + oldSource;
    }

    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        BinlogMark end = end(context);
        if (!context.server(server).awaitExecuted(end, context.limits().catchUp())) {
            throw Problem.of(StepError.NOT_APPLIED, server + " has not executed everything up to " + end.position())
                    .why("it took longer than " + context.limits().catchUp().toSeconds() + " s")
                    .next("look at the replication status of " + server + ", then switch again");
        }
        return "it has, up to " + end.position();
    }

    static BinlogMark end(StepContext context) {
        BinlogPosition position = context.facts().position(Facts.FINAL).orElseThrow();
        return new BinlogMark(position, context.facts().text(Facts.FINAL_GTIDS).orElse(""));
    }
}

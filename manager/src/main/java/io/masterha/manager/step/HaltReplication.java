package io.masterha.manager.step;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;

/**
 * Stops the applier of the new source, sees again that nothing is missing, and writes down where its history goes on. The
 * receiver is stopped later: nothing comes from a source that takes no writes, and stopping it takes a tenth of a second.
 */
public record HaltReplication(ServerId server) implements Step {
    private static final int ATTEMPTS = 3;
    private static final Duration MORE_TIME = Duration.ofSeconds(1);

    @Override
    public String title() {
        return "stop the applier of " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        ServerSession session = context.server(server);
        context.facts().put(Facts.HALTED, server.toString());
        BinlogMark end = AwaitFinal.end(context);
        if (!isAtEnd(context, session, end)) {
            throw Problem.of(StepError.NOT_PROMOTABLE, server + ": its applier stopped before " + end.position())
                    .why("something that it had received is not executed");
        }
        BinlogMark own = session.mark();
        context.facts().put(Facts.START_GTIDS, own.gtids());
        context.facts().put(Facts.START, own.position());
        return "its own history goes on at " + own.position();
    }

    /** An applier that had just received the last event may have been stopped before it: then it gets another chance. */
    private static boolean isAtEnd(StepContext context, ServerSession session, BinlogMark end) {
        for (int attempt = 1; ; attempt++) {
            session.stopApplier(context.limits().stopReceiver());
            if (session.awaitExecuted(end, Duration.ZERO)) {
                return true;
            }
            if (attempt == ATTEMPTS) {
                return false;
            }
            session.startApplier();
            session.awaitExecuted(end, MORE_TIME);
        }
    }
}

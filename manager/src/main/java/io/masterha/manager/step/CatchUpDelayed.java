package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.topology.ServerId;

/**
 * Lets a replica that is delayed on purpose execute what it holds back of the old source, as far as needed and no further:
 * by position it could not follow the new source before. Its delay stays as it is, for what comes then.
 */
public record CatchUpDelayed(ServerId server, ServerId oldSource, long oldServerId) implements Step {
    @Override
    public String title() {
        return "let " + server + ", which is delayed, execute what it has of " + oldSource;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().position(Facts.appliedAt(server)).isPresent();
    }

    @Override
    public String run(StepContext context) {
        BinlogPosition end = context.facts().position(Facts.FINAL).orElseThrow();
        ServerSession session = context.server(server);
        long until = context.time().nanos() + context.limits().catchUp().toNanos();
        while (received(session).isBefore(end)) {
            if (context.time().nanos() >= until) {
                throw Problem.of(StepError.NOT_APPLIED, server + " has not received everything up to " + end)
                        .why("it took longer than " + context.limits().catchUp().toSeconds() + " s")
                        .next("look at the replication status of " + server);
            }
            context.time().sleep(context.limits().poll());
        }
        session.stopReceiver(context.limits().stopReceiver());
        try {
            return new ApplyDiff(server, oldServerId, ApplyDiff.Needs.NOTHING, end).run(context);
        } catch (Problem problem) {
            // It goes on as it was, behind the old source.
            session.startReplication();
            throw problem;
        }
    }

    private BinlogPosition received(ServerSession session) {
        return session.status().replication().map(ReplicationStatus::received).orElseThrow(() -> Problem.of(
                        StepError.NOT_APPLIED, server + ": it is no replica any more")
                .why("somebody reset its replication"));
    }
}

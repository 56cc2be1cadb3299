package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.CatchingUp;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Optional;

/**
 * Waits until a replica has executed all that the old source ever wrote.
 *
 * @param exact whether its executed position must say so: an applier that has just received the last event still says that
 *     it has nothing to do. Its applier may be stopped then, because it is pointed elsewhere next. Without it the applier's
 *     word is enough: it is stopped and looked at next.
 */
public record AwaitFinal(ServerId server, ServerId oldSource, boolean exact) implements Step {
    private static final Duration SLICE = Duration.ofSeconds(1);

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
        if (!executed(context, end)) {
            throw Problem.of(StepError.NOT_APPLIED, server + " has not executed everything up to " + end.position())
                    .why(why(context))
                    .next("look at the replication status of " + server + ", then switch again");
        }
        if (exact) {
            requireNoMore(context, server, context.server(server).status());
        }
        return "it has, up to " + end.position();
    }

    /**
     * By position it goes on where the new source's own history begins: what it has beyond that it would have twice, or alone.
     *
     * @param now how the server is
     */
    static void requireNoMore(StepContext context, ServerId server, ServerStatus now) {
        BinlogPosition end = end(context).position();
        ServerId oldSource = context.failedSource();
        Optional<BinlogPosition> executed = now.replication().map(ReplicationStatus::executed);
        boolean isBeyond = executed.filter(position -> position.isAfter(end)).isPresent();
        // The old source may have begun a new file since.
        if (isBeyond && context.nodes().readBinlog(oldSource, end).transactions() > 0) {
            throw Problem.of(StepError.NOT_APPLIED, server + " has executed more of " + oldSource + " than " + end)
                    .why("it stands at " + executed.get() + ": " + oldSource + " took writes after they were stopped")
                    .next("look at what is in the log of " + oldSource + " behind " + end);
        }
    }

    private boolean executed(StepContext context, BinlogMark end) {
        ServerSession session = context.server(server);
        long until = context.time().nanos() + context.limits().catchUp().toNanos();
        CatchingUp catchingUp = new CatchingUp(sentence -> context.tell(server, sentence), context.time()::nanos);
        while (true) {
            boolean told = session.awaitExecuted(end, SLICE);
            if (exact ? isExactlyAt(context, session, end, told) : told) {
                return true;
            }
            context.requireWanted();
            Optional<ReplicationStatus> status = session.status().replication().filter(AwaitFinal::goesOn);
            if (status.isEmpty() || context.time().nanos() >= until) {
                return false;
            }
            catchingUp.saw(status.get().executed(), end.position(), "");
        }
    }

    /** Whether there is anything to wait for. */
    static boolean goesOn(ReplicationStatus status) {
        return status.applierRuns() && status.receiver() != ReplicationStatus.Receiver.STOPPED;
    }

    /** With several workers the position is brought up to date every 300 ms only, but also when the applier stops. */
    private static boolean isExactlyAt(StepContext context, ServerSession session, BinlogMark end, boolean told) {
        if (hasReached(session, end)) {
            return true;
        }
        if (!told) {
            return false;
        }
        session.stopApplier(context.limits().stopReceiver());
        if (hasReached(session, end)) {
            return true;
        }
        session.startApplier();
        context.time().sleep(context.limits().poll());
        return false;
    }

    private static boolean hasReached(ServerSession session, BinlogMark end) {
        return session.status()
                .replication()
                .map(status -> !status.executed().isBefore(end.position()))
                .orElse(false);
    }

    private String why(StepContext context) {
        Optional<ReplicationStatus> status = context.server(server).status().replication();
        if (status.isPresent() && !status.get().applierRuns()) {
            return "its applier stopped " + status.get().applierError();
        }
        if (status.isPresent() && status.get().receiver() == ReplicationStatus.Receiver.STOPPED) {
            return "its receiver stopped " + status.get().receiverError();
        }
        return "it took longer than " + context.limits().catchUp().toSeconds() + " s";
    }

    static BinlogMark end(StepContext context) {
        BinlogPosition position = context.facts().position(Facts.FINAL).orElseThrow();
        return new BinlogMark(position, context.facts().text(Facts.FINAL_GTIDS).orElse(""));
    }
}

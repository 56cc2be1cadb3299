package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.CatchingUp;
import io.masterha.binlog.Problem;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings a replica to the end of the failed source's history: first what it has received, then the diff, then the tail.
 *
 * <p>Applying is repeatable: the replica itself keeps the position up to which it has executed.
 *
 * @param needs what has to be there for the result to be complete
 * @param most how far any replica has received; a log that it needs must reach as far, or a hole would be left
 */
public record ApplyDiff(ServerId server, long sourceServerId, Needs needs, BinlogPosition most) implements Step {
    /** How long an applier that was started may not run: it says so a moment late. */
    private static final Duration STANDS_STILL = Duration.ofSeconds(5);

    /** Which saved log the replica cannot do without. */
    public enum Needs {
        NOTHING,
        DIFF,
        TAIL
    }

    @Override
    public String title() {
        return "apply logs on " + server + (needs == Needs.NOTHING ? "" : ", needs " + needs);
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().position(Facts.appliedAt(server)).isPresent();
    }

    @Override
    public String run(StepContext context) {
        List<SavedLog> logs = new ArrayList<>();
        Optional<SavedLog> diff = context.facts().savedLog(Facts.diffAt(server));
        Optional<SavedLog> tail = context.facts().savedLog(Facts.tailAt(server));
        if ((needs == Needs.DIFF && diff.isEmpty()) || (needs == Needs.TAIL && tail.isEmpty())) {
            throw Problem.of(StepError.LOG_MISSING, server + ": what it lacks could not be had")
                    .why("the " + (needs == Needs.DIFF ? "relay log diff" : "failed source's binlog") + " is missing");
        }
        if (needs == Needs.TAIL) {
            requireReaching(tail.get());
        }
        diff.filter(log -> !log.isEmpty()).ifPresent(logs::add);
        tail.filter(log -> !log.isEmpty()).ifPresent(logs::add);
        if (logs.isEmpty()) {
            heldBack(context).filter(log -> !log.isEmpty()).ifPresent(logs::add);
        }
        return logs.isEmpty() ? awaitOwn(context) : apply(context, logs);
    }

    /** A log that ends with half a transaction ends where the others end too: nobody has executed that. */
    private void requireReaching(SavedLog tail) {
        boolean isShort = Tail.endOf(tail).filter(end -> !end.isBefore(most)).isEmpty();
        if (isShort && tail.cut().isEmpty()) {
            throw Problem.of(StepError.LOG_MISSING, server + ": what it lacks could not be had")
                    .why("the failed source's binlog was saved up to "
                            + Tail.endOf(tail).map(BinlogPosition::toString).orElse("nothing")
                            + " only, and other replicas received up to " + most);
        }
    }

    /**
     * What a delayed replica has received and holds back. Its applier would wait for hours; so it is given its own relay
     * log like a diff, without the delay, which is put back afterwards. With a diff or a tail that happens by itself.
     */
    private Optional<SavedLog> heldBack(StepContext context) {
        Optional<SavedLog> before = context.facts().savedLog(Facts.heldBackAt(server));
        if (before.isPresent()) {
            return before;
        }
        ReplicationStatus status = replication(context.server(server).status());
        if (status.delaySeconds() == 0 || status.executed().compareTo(status.received()) >= 0) {
            return Optional.empty();
        }
        SavedLog log = context.nodes().saveRelayLog(server, status.executed(), status.received());
        context.facts().put(Facts.heldBackAt(server), log);
        return Optional.of(log);
    }

    private String apply(StepContext context, List<SavedLog> logs) {
        context.server(server).startApplier();
        ApplyDiffReply reply = context.nodes().apply(server, sourceServerId, logs);
        context.facts().put(Facts.appliedAt(server), BinlogPosition.parse(reply.executed()));
        return "applied %d transactions in %.1f s, executed up to %s"
                .formatted(reply.transactions(), reply.millis() / 1000.0, reply.executed());
    }

    /** Waits until the replica's own relay log is executed; a transaction cut off at its end never is, and never was. */
    private String awaitOwn(StepContext context) {
        context.server(server).startApplier();
        Duration limit = context.limits().applied();
        long progressAt = context.time().nanos();
        long runsAt = progressAt;
        Optional<BinlogPosition> before = Optional.empty();
        CatchingUp catchingUp = new CatchingUp(sentence -> context.tell(server, sentence), context.time()::nanos);
        while (true) {
            ServerStatus whole = context.server(server).status();
            ReplicationStatus status = replication(whole);
            boolean isHeldBackInVain = context.facts()
                    .savedLog(Facts.heldBackAt(server))
                    .filter(SavedLog::isEmpty)
                    .isPresent();
            if (isHeldBackInVain || hasAll(context, whole, status)) {
                context.facts().put(Facts.appliedAt(server), status.executed());
                return "everything received is executed, up to " + status.executed();
            }
            if (!status.applierError().isEmpty()) {
                throw Problem.of(StepError.NOT_APPLIED, server + ": its applier stopped at " + status.executed())
                        .why(status.applierError())
                        .next("mend the cause and START REPLICA on " + server);
            }
            runsAt = status.applierRuns() ? context.time().nanos() : runsAt;
            if (context.time().nanos() - runsAt > STANDS_STILL.toNanos()) {
                throw Problem.of(StepError.NOT_APPLIED, server + ": its applier stands still at " + status.executed())
                        .why("it was started here and stopped without an error: somebody stops it")
                        .next("find out who, then masterha-manager --conf=FILE --ignore_last_failover");
            }
            if (!before.equals(Optional.of(status.executed()))) {
                before = Optional.of(status.executed());
                progressAt = context.time().nanos();
            }
            if (context.time().nanos() - progressAt > limit.toNanos()) {
                throw Problem.of(StepError.NOT_APPLIED, server + ": executed no more than " + status.executed())
                        .why("no progress for " + limit.toSeconds() + " s, received up to " + status.received())
                        .next("SHOW PROCESSLIST on " + server + " tells what its applier waits for");
            }
            catchingUp.saw(status.executed(), status.received(), left(whole));
            context.time().sleep(context.limits().poll());
        }
    }

    private static String left(ServerStatus whole) {
        return ReceivedGtids.of(whole)
                .map(received -> received.countBeyond(ReceivedGtids.executed(whole)) + " transactions left")
                .orElse("");
    }

    /** By GTID where that is known; else by position, which proves nothing if it is executed beyond what was received. */
    private boolean hasAll(StepContext context, ServerStatus whole, ReplicationStatus status) {
        Optional<GtidSet> received = ReceivedGtids.of(whole);
        if (received.isPresent()) {
            return ReceivedGtids.executed(whole).contains(received.get());
        }
        boolean isPast = !status.autoPosition() && status.executed().isAfter(status.received());
        return isPast
                || status.executed().equals(status.received())
                || context.server(server).hasAppliedAll();
    }

    private ReplicationStatus replication(ServerStatus status) {
        return status.replication()
                .orElseThrow(() -> Problem.of(StepError.NOT_APPLIED, server + ": it is no replica any more")
                        .why("somebody reset its replication"));
    }
}

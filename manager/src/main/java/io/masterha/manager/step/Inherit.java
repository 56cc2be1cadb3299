package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.FormerSource;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;

/**
 * Gives the new source what another one had committed that was promoted before it and is gone.
 *
 * <p>At its start that one had executed the failed source's whole history, and so has this one: from there it executes the
 * other's log. Where its own log ends before that is written down, because the others follow it from there.
 *
 * @param former the server that was promoted before
 */
public record Inherit(ServerId server, FormerSource former) implements Step {
    @Override
    public String title() {
        return "apply on " + server + " what " + former.id() + " had committed since " + former.start();
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().text(Facts.inheritedAt(server)).isPresent();
    }

    @Override
    public String run(StepContext context) {
        requireSameBase(context);
        SavedLog own = own(context);
        if (own.isEmpty() || own.transactions() == 0) {
            context.facts().put(Facts.inheritedAt(server), "nothing");
            return former.id() + " had committed nothing";
        }
        ServerSession session = context.server(server);
        Optional<BinlogPosition> before = context.facts().position(Facts.baseOf(server));
        session.stopReplication(context.limits().stopReceiver());
        ServerStatus status = session.status();
        if (!status.settings().logReplicaUpdates()) {
            throw Problem.of(StepError.NOT_PROMOTABLE, server + ": log_replica_updates is off")
                    .why("the other replicas could not take from it what " + former.id() + " had committed");
        }
        if (before.isEmpty()) {
            context.facts().put(Facts.baseOf(server), status.binlog().position());
        }
        // Pointed there twice it would execute again what it has executed: then its own log has grown.
        boolean isAtBase =
                before.isEmpty() || before.get().equals(status.binlog().position());
        if (isAtBase) {
            context.requireInCharge(server);
            session.pointAt(
                    new Following(former.id(), Optional.of(former.start())),
                    context.limits().stopReceiver());
        }
        ApplyDiffReply reply = context.nodes().apply(server, former.serverId(), List.of(sent(context, own)));
        context.facts().put(Facts.inheritedAt(server), own.transactions() + " transactions");
        return "applied %d transactions in %.1f s".formatted(reply.transactions(), reply.millis() / 1000.0);
    }

    /** Its transactions are the sequel of what it had executed then, and of nothing else. */
    private void requireSameBase(StepContext context) {
        BinlogPosition reached = context.facts()
                .position(Facts.appliedAt(server))
                .orElseThrow(() -> Problem.of(
                        StepError.NOT_PROMOTABLE, server + ": it has not executed everything that it received"));
        if (!reached.equals(former.reached())) {
            throw Problem.of(
                            StepError.OUT_OF_REACH,
                            "what " + former.id() + " had committed cannot be applied on " + server)
                    .why(former.id() + " had executed the failed source's history up to " + former.reached() + ", and "
                            + server + " up to " + reached)
                    .next("it is in the binlog of " + former.id() + " from " + former.start() + " on");
        }
    }

    private SavedLog own(StepContext context) {
        Optional<SavedLog> saved = context.facts().savedLog(Facts.ownOf(former.id()));
        if (saved.isPresent()) {
            return saved.get();
        }
        SavedLog log = context.nodes().saveBinlog(former.id(), former.start());
        context.facts().put(Facts.ownOf(former.id()), log);
        return log;
    }

    private SavedLog sent(StepContext context, SavedLog own) {
        Optional<SavedLog> there = context.facts().savedLog(Facts.ownAt(server));
        if (there.isPresent()) {
            return there.get();
        }
        SavedLog log = context.nodes().send(own, former.id(), server);
        context.facts().put(Facts.ownAt(server), log);
        return log;
    }
}

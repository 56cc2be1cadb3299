package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/**
 * Makes a replica follow the new source.
 *
 * <p>Once only: a replica that was pointed at it has perhaps executed something of it already, and from its first position
 * it would execute that again.
 */
public record Repoint(ServerId server, ServerId newSource, boolean gtid) implements Step {
    @Override
    public String title() {
        return "point " + server + " at " + newSource + (gtid ? " by GTID" : "");
    }

    @Override
    public boolean isDone(StepContext context) {
        Optional<ReplicationStatus> replication =
                context.server(server).status().replication();
        return replication.isPresent()
                && replication.get().sourceServerId()
                        == context.server(newSource).status().serverId()
                && replication.get().receiver() == ReplicationStatus.Receiver.RUNNING
                && replication.get().applierRuns();
    }

    @Override
    public String run(StepContext context) {
        ServerStatus before = context.server(server).status();
        String followed = address(before);
        Optional<String> firstFollowed = context.facts().text(Facts.pointedAwayFrom(server));
        boolean wasPointedThere =
                firstFollowed.isPresent() && !firstFollowed.get().equals(followed);
        if (!gtid && wasPointedThere) {
            return startAgain(context);
        }
        if (gtid) {
            requireNothingDiscarded(context, before);
        }
        boolean isSwitchover = context.facts().position(Facts.FINAL).isPresent();
        boolean isOldSource = server.equals(context.failedSource());
        if (isSwitchover && isOldSource && !wasPointedThere) {
            // A manager may have been killed in between, and the old source been restarted and opened.
            StandsStill.requireNothingLogged(context, server);
        }
        if (!gtid && isSwitchover && !isOldSource) {
            // It was asked before; but its receiver ran on, and perhaps a manager was killed in between.
            AwaitFinal.requireNoMore(context, server, before);
        }
        if (firstFollowed.isEmpty()) {
            context.facts().put(Facts.pointedAwayFrom(server), followed);
        }
        Optional<BinlogPosition> from = gtid
                ? Optional.empty()
                : Optional.of(context.facts().position(Facts.START).orElseThrow());
        Following following = new Following(newSource, from);
        context.requireInCharge(server, newSource);
        context.server(server).follow(following, context.limits().follow());
        context.server(server).setRelayLogPurge(before.settings().relayLogPurge());
        return "follows " + following;
    }

    /**
     * Pointing it elsewhere discards its relay logs: not before the new source has what is in them. A receiver that has
     * just connected again by GTID shows a position before what it holds, so nobody may have taken it from there.
     */
    private void requireNothingDiscarded(StepContext context, ServerStatus before) {
        Optional<GtidSet> received = ReceivedGtids.of(before);
        if (received.isEmpty()) {
            return;
        }
        GtidSet lacking = received.get()
                .minus(ReceivedGtids.executed(context.server(newSource).status()));
        if (!lacking.isEmpty()) {
            context.facts().put(Facts.onlyAt(server), lacking.toString());
            throw Problem.of(StepError.LOG_MISSING, server + " has received what " + newSource + " lacks: " + lacking)
                    .why("its position did not show it; pointing it at " + newSource + " would discard it")
                    .next("see the report");
        }
    }

    private static String address(ServerStatus status) {
        return status.replication()
                .map(r -> r.sourceHost() + ":" + r.sourcePort())
                .orElse("nobody");
    }

    private String startAgain(StepContext context) {
        context.server(server).startReplication();
        long begin = context.time().nanos();
        while (!isDone(context)) {
            if (context.time().nanos() - begin > context.limits().follow().toNanos()) {
                throw Problem.of(
                                StepError.NOT_FOLLOWING,
                                server + ": it points at " + newSource + ", but does not follow")
                        .why("receiver and applier did not both run within "
                                + context.limits().follow().toSeconds() + " s")
                        .next("look at the replication status of " + server + "; do not point it there again")
                        .changed("its replication was started");
            }
            context.time().sleep(context.limits().poll());
        }
        return "pointed there by an earlier run, follows " + newSource;
    }
}

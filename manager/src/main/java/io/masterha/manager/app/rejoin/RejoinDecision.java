package io.masterha.manager.app.rejoin;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.app.World;
import io.masterha.manager.plan.RejoinOrder;
import io.masterha.manager.plan.RejoinOrder.Action;
import io.masterha.manager.port.OwnTransactions;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.AckEvidence;
import io.masterha.manager.topology.ReturnVerdict;
import io.masterha.manager.topology.ReturnedServers.Kind;
import io.masterha.manager.topology.ReturnedServers.Returned;
import io.masterha.manager.topology.ServerId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** Decides what becomes of a server that came back: compares it with the source, and asks whether a rewind could be made. */
final class RejoinDecision {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final World world;
    private final List<LastChange> changes;
    private final RejoinPolicy policy;

    RejoinDecision(World world, List<LastChange> changes, RejoinPolicy policy) {
        this.world = world;
        this.changes = changes;
        this.policy = policy;
    }

    /** Changes nothing. */
    Rejoin.Preview decide(ReturnLook look, Returned returned) {
        ServerId server = returned.id();
        ServerId source = look.source().source().orElseThrow();
        Optional<LastChange> change = changes.stream()
                .findFirst()
                .filter(c -> c.newSource().equals(source))
                .filter(c -> c.oldSource().equals(server) || returned.kind() == Kind.ASTRAY);
        ServerStatus status = world.servers().session(server).status();
        boolean gtid = look.gtid().or(() -> change.map(LastChange::gtid)).orElseGet(status::gtidOn);
        ReturnVerdict verdict = new RejoinComparison(world, source, change).judge(returned, !gtid);
        Optional<AckEvidence> acks = verdict instanceof ReturnVerdict.More more
                ? Optional.of(new Acknowledgements(world).of(server, change, more))
                : Optional.empty();
        String acknowledged = acks.map(AckEvidence::sentence).orElse("");
        if (policy == RejoinPolicy.REPORT) {
            return new Rejoin.Preview(verdict, Optional.empty(), acknowledged, "");
        }
        OwnTransactions own = own(verdict, change, server, gtid);
        RejoinOrder order = new RejoinOrder(
                server,
                source,
                Action.QUARANTINE,
                gtid ? Optional.empty() : change.flatMap(LastChange::start),
                look.relayLogPurge().orElse(false),
                change.filter(c -> c.oldSource().equals(server))
                        .map(LastChange::keptDownBy)
                        .orElse(""),
                own,
                status.replication().isPresent(),
                verdict.lostOwn(),
                status.serverId(),
                "only_on_" + server.host() + "_" + server.port() + "_"
                        + STAMP.format(world.time().now()) + ".binlog");
        if (verdict instanceof ReturnVerdict.NothingMore) {
            return new Rejoin.Preview(verdict, Optional.of(order.with(Action.ATTACH)), acknowledged, "");
        }
        Optional<String> obstacle = obstacle(verdict, returned, order);
        return new Rejoin.Preview(
                verdict,
                Optional.of(obstacle.isPresent() ? order : order.with(Action.REWIND)),
                acknowledged,
                obstacle.orElse(""));
    }

    private static OwnTransactions own(
            ReturnVerdict verdict, Optional<LastChange> change, ServerId server, boolean gtid) {
        if (!(verdict instanceof ReturnVerdict.More more)) {
            return new OwnTransactions("", "", "");
        }
        String end = change.filter(c -> c.oldSource().equals(server))
                .flatMap(LastChange::applied)
                .map(BinlogPosition::toString)
                .orElse("");
        // By sets where they are exact: a position of MariaDB names only the last of each domain.
        boolean bySet = gtid && !more.common().isEmpty() && !more.gtids().isEmpty();
        return bySet || end.isEmpty()
                ? new OwnTransactions("", more.common(), more.gtids())
                : new OwnTransactions(end, "", more.gtids());
    }

    /** Why it is not rewound; empty if it is. */
    private Optional<String> obstacle(ReturnVerdict verdict, Returned returned, RejoinOrder order) {
        if (!(verdict instanceof ReturnVerdict.More)) {
            return Optional.of("there is nothing that could be taken back");
        }
        if (policy != RejoinPolicy.REWIND) {
            return Optional.of("nobody asked for it: --rewind, or rejoin=rewind");
        }
        if (returned.kind() == Kind.ASTRAY) {
            return Optional.of("it received from another server, which its own log does not tell apart");
        }
        if (order.own().from().isEmpty() && order.own().exclude().isEmpty()) {
            return Optional.of("nobody knows where the common history ends in its log");
        }
        if (returned.kind() == Kind.AHEAD) {
            return isDrained(returned.id())
                    ? Optional.empty()
                    : Optional.of("its relay logs hold what it has not executed");
        }
        try {
            world.nodes().rewind(returned.id(), order.own(), order.file(), true);
            return Optional.empty();
        } catch (Problem problem) {
            return Optional.of(problem.sentence());
        }
    }

    private boolean isDrained(ServerId id) {
        return world.servers().session(id).hasAppliedAll();
    }
}

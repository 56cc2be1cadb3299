package io.masterha.manager.app.rejoin;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.app.World;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerHistory;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.Histories;
import io.masterha.manager.topology.ReturnVerdict;
import io.masterha.manager.topology.ReturnedServers.Kind;
import io.masterha.manager.topology.ReturnedServers.Returned;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;
import java.util.Set;

/** Asks a server that came back, and the source, what they have executed, and compares. */
final class RejoinComparison {
    /** What the node command says of a place that a log does not have, or not any more. */
    private static final Set<String> LOST = Set.of("POSITION_NOT_FOUND", "POSITION_INSIDE_EVENT");

    private final World world;
    private final ServerId source;
    private final Optional<LastChange> change;

    /** @param change how the source became the source, if this server was the one before; else empty */
    RejoinComparison(World world, ServerId source, Optional<LastChange> change) {
        this.world = world;
        this.source = source;
        this.change = change;
    }

    /**
     * By GTID where both have them. Where it is to follow by file and position also by that: what it has must end where
     * the source's own history began, no earlier and no later.
     */
    ReturnVerdict judge(Returned returned, boolean byPosition) {
        ServerStatus status = world.servers().session(returned.id()).status();
        Optional<ReturnVerdict> byGtid = byGtid(returned.id(), status);
        boolean isDecided = byGtid.filter(verdict -> !(verdict instanceof ReturnVerdict.NothingMore))
                .isPresent();
        if (isDecided || !byPosition) {
            return byGtid.map(verdict -> doubt(returned.id(), status, verdict).orElse(verdict))
                    .orElseGet(() -> new ReturnVerdict.Unclear("GTIDs are not on"));
        }
        return status.replication().isPresent() && returned.kind() != Kind.BESIDE
                ? ofReplica(status.replication().get())
                : ofOldSource(returned.id());
    }

    /**
     * A server whose disk has lost the end of its log gives the same GTIDs again to what it writes next: then sets say
     * nothing. So a log that does not reach as far as was executed on the source must not have gone on since.
     */
    private Optional<ReturnVerdict> doubt(ServerId id, ServerStatus status, ReturnVerdict verdict) {
        Optional<BinlogPosition> end =
                change.filter(c -> c.oldSource().equals(id)).flatMap(LastChange::applied);
        if (end.isEmpty() || !(hasLost(id, end.get()) || !verdict.lostOwn().isEmpty())) {
            return Optional.empty();
        }
        BinlogPosition sinceStart =
                new BinlogPosition(status.binlog().position().file(), 4);
        try {
            long written = world.nodes().readBinlog(id, sinceStart).transactions();
            return written == 0
                    ? Optional.empty()
                    : Optional.of(new ReturnVerdict.Unclear("its log does not reach " + end.get()
                            + " any more, it lost what was behind, and has written " + written
                            + " transactions since it was started: these may bear GTIDs of the lost ones"));
        } catch (Problem unreadable) {
            return Optional.of(new ReturnVerdict.Unclear("it lost the end of its log, and whether it has written since"
                    + " cannot be read: " + unreadable.sentence()));
        }
    }

    private boolean hasLost(ServerId id, BinlogPosition end) {
        try {
            world.nodes().readBinlog(id, end);
            return false;
        } catch (Problem problem) {
            return LOST.contains(problem.code().name());
        }
    }

    private Optional<ReturnVerdict> byGtid(ServerId id, ServerStatus status) {
        ServerHistory own = world.servers().session(id).history();
        // Asked second: what it has received from there meanwhile is in it.
        ServerHistory there = world.servers().session(source).history();
        if (status.version().isMariadb()) {
            return own.gtids().isEmpty() || there.gtids().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Histories.ofStates(own.gtids(), there.gtids(), status.serverId()));
        }
        if (!status.gtidOn()) {
            return Optional.empty();
        }
        String received = status.replication()
                .map(ReplicationStatus::receivedGtids)
                .filter(text -> !text.isEmpty())
                .orElse("");
        String all = received.isEmpty()
                ? own.gtids()
                : GtidSet.parse(own.gtids()).union(GtidSet.parse(received)).toString();
        return Optional.of(Histories.ofSets(all, there.gtids(), there.purged(), status.uuid()));
    }

    /** What it has logged behind the place up to which its history was executed on the source. */
    private ReturnVerdict ofOldSource(ServerId id) {
        Optional<BinlogPosition> end = change.flatMap(LastChange::applied);
        if (end.isEmpty() || change.flatMap(LastChange::start).isEmpty()) {
            return new ReturnVerdict.Unclear("by file position only the journal of the failover from " + id + " to "
                    + source + " tells where its history ends, and there is none");
        }
        try {
            SavedLog later = world.nodes().readBinlog(id, end.get());
            if (!later.damage().isEmpty()) {
                return new ReturnVerdict.Unclear("its binlog behind " + end.get() + " is damaged: " + later.damage());
            }
            return later.transactions() == 0
                    ? new ReturnVerdict.NothingMore("its binlog holds nothing behind " + end.get()
                            + ", up to where it was executed on " + source)
                    : new ReturnVerdict.More("behind " + end.get(), later.transactions());
        } catch (Problem problem) {
            return new ReturnVerdict.Unclear(
                    "its binlog cannot be read from " + end.get() + " on: " + problem.sentence());
        }
    }

    /** A replica that the failover did not reach: it must have executed exactly what the source had when it was opened. */
    private ReturnVerdict ofReplica(ReplicationStatus replication) {
        Optional<BinlogPosition> end = change.flatMap(LastChange::applied);
        if (end.isEmpty()) {
            return new ReturnVerdict.Unclear("nobody wrote down how far the old source's history goes");
        }
        if (replication.received().isAfter(end.get()) || replication.executed().isAfter(end.get())) {
            return new ReturnVerdict.More("of the old source behind " + end.get(), -1);
        }
        return replication.executed().compareTo(end.get()) == 0
                ? new ReturnVerdict.NothingMore("it has executed the old source's history up to " + end.get()
                        + ", where that of the source goes on")
                : new ReturnVerdict.TooOld("it has executed the old source's history up to " + replication.executed()
                        + " only, and by file position it can go on with " + source + " at " + end.get()
                        + " at the earliest");
    }
}

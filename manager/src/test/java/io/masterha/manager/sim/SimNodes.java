package io.masterha.manager.sim;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.NodeTools;
import io.masterha.manager.port.Ready;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;

/** The node commands of a simulated cluster: they save and apply what is in its one log. */
record SimNodes(SimWorld world) implements NodeTools {
    @Override
    public String prepare(ServerId host) {
        return "simulated";
    }

    @Override
    public Ready keepReady(List<ServerId> hosts, boolean warmed) {
        return () -> {};
    }

    @Override
    public SavedLog saveBinlog(ServerId host, BinlogPosition from) {
        if (!host.equals(world.source)) {
            return world.effect("save own binlog of " + host, () -> ownOf(host, from));
        }
        return world.effect("save binlog", () -> {
            if (!world.hostAnswers || world.sourceUp) {
                throw Problem.of(SimWorld.SimError.WRONG_USE, "the source is up, or its host does not answer");
            }
            return saved("/source", from.offset(), world.log.completeEnd());
        });
    }

    @Override
    public SavedLog fetchBinlog(ServerId host, BinlogPosition from) {
        return world.effect("fetch binlog", () -> {
            if (!world.hostAnswers || world.sourceUp) {
                throw Problem.of(SimWorld.SimError.WRONG_USE, "the source is up, or its host does not answer");
            }
            return saved("manager:/source", from.offset(), world.log.completeEnd());
        });
    }

    @Override
    public SavedLog readBinlog(ServerId host, BinlogPosition from) {
        if (!host.equals(world.source)) {
            return ownOf(host, from);
        }
        if (!world.hostAnswers || world.sourceUp) {
            throw Problem.of(SimWorld.SimError.WRONG_USE, "the source is up, or its host does not answer");
        }
        SavedLog log = saved("", from.offset(), world.log.completeEnd());
        int transactions = world.log.transactions() - world.log.completeAt(from.offset()) + world.loggedLater;
        return new SavedLog("", log.bytes(), "", log.pieces(), false, transactions, "", 0, 0, log.cut(), "", "");
    }

    /** What a server that had been promoted committed since; it is down, and its host answers. */
    private SavedLog ownOf(ServerId host, BinlogPosition from) {
        SimServer server = world.server(host);
        if (server.alive || !server.hostAnswers) {
            throw Problem.of(SimWorld.SimError.WRONG_USE, host + " is up, or its host does not answer");
        }
        long bytes = server.ownOffset() - from.offset();
        List<LogPiece> pieces = bytes > 0
                ? List.of(new LogPiece(server.ownFile(), from.offset(), server.ownOffset(), 4, bytes, 0))
                : List.of();
        return new SavedLog("/own-of/" + host, bytes, "", pieces, false, (int) (bytes / 100), "", 0, 0, "", "", "");
    }

    private ApplyDiffReply applyOwn(SimServer server, LogPiece piece) {
        SimServer former = world.servers.values().stream()
                .filter(s -> s.ownFile().equals(piece.file()))
                .findFirst()
                .orElseThrow();
        if (server.follows.filter(f -> f.source().equals(former.id)).isEmpty()) {
            throw Problem.of(SimWorld.SimError.WRONG_USE, server.id + " does not follow " + former.id);
        }
        boolean half = world.killer.fails();
        int until = half ? (server.data.size() + former.data.size()) / 2 : former.data.size();
        int begin = server.data.size();
        server.data.addAll(List.copyOf(former.data.subList(begin, until)));
        if (half) {
            throw Problem.of(SimWorld.SimError.INJECTED, "apply on " + server.id + " stopped half way");
        }
        world.killer.after("apply on " + server.id);
        return new ApplyDiffReply(
                new BinlogPosition(former.ownFile(), former.ownOffset()).toString(), until - begin, 1);
    }

    @Override
    public Optional<String> binlogElsewhere(ServerId host) {
        throw new AssertionError("only the check before watching asks that");
    }

    @Override
    public SavedLog saveCopy(ServerId binlogServer, BinlogPosition from, long serverId) {
        return world.effect("save copy on " + binlogServer, () -> copy(binlogServer, from));
    }

    @Override
    public SavedLog readCopy(ServerId binlogServer, BinlogPosition from, long serverId) {
        return copy(binlogServer, from);
    }

    private SavedLog copy(ServerId binlogServer, BinlogPosition from) {
        long end = Optional.ofNullable(world.copies.get(binlogServer)).orElseThrow();
        if (end < from.offset()) {
            throw Problem.of(SimWorld.SimError.WRONG_USE, "the copy on " + binlogServer + " ends before " + from);
        }
        return saved("/" + binlogServer, from.offset(), world.log.endOf(world.log.completeAt(end)));
    }

    @Override
    public boolean hasRelayLog(ServerId host, BinlogPosition from, BinlogPosition to) {
        SimServer server = world.alive(host);
        return server.relayFrom <= from.offset() && to.offset() <= server.received;
    }

    @Override
    public SavedLog saveRelayLog(ServerId host, BinlogPosition from, BinlogPosition to) {
        return world.effect("save relay log of " + host, () -> {
            if (!hasRelayLog(host, from, to)) {
                throw Problem.of(SimWorld.SimError.WRONG_USE, "not in the relay logs of " + host);
            }
            return saved("/" + host, from.offset(), to.offset());
        });
    }

    @Override
    public SavedLog send(SavedLog saved, ServerId from, ServerId to) {
        return world.effect("send " + saved.path() + " to " + to, () -> {
            world.alive(to);
            if (!from.equals(world.source) && world.servers.containsKey(from) && !world.server(from).hostAnswers) {
                throw Problem.of(SimWorld.SimError.GONE, "the host of " + from + " does not answer");
            }
            return saved.at("/" + to + saved.path());
        });
    }

    @Override
    public SavedLog saveOwn(ServerId host, io.masterha.manager.port.OwnTransactions own, String name) {
        throw new AssertionError("only a rejoin saves what only one server has");
    }

    @Override
    public io.masterha.binlog.node.RewindRowsReply rewind(
            ServerId host, io.masterha.manager.port.OwnTransactions own, String name, boolean dryRun) {
        throw new AssertionError("only a rejoin rewinds");
    }

    @Override
    public ApplyDiffReply apply(ServerId host, long sourceServerId, List<SavedLog> logs) {
        world.killer.before("apply on " + host);
        world.disturbance.accept("apply on " + host);
        SimServer server = world.alive(host);
        if (server.receiverRuns) {
            throw Problem.of(SimWorld.SimError.WRONG_USE, "the receiver of " + host + " runs");
        }
        if (server.applierBroken) {
            throw Problem.of(SimWorld.SimError.WRONG_USE, "the applier of " + host + " is broken");
        }
        LogPiece first = logs.get(0).pieces().get(0);
        if (!first.file().equals(SimLog.FILE)) {
            return applyOwn(server, first);
        }
        long covered = server.received;
        for (SavedLog saved : logs) {
            LogPiece piece = saved.pieces().get(0);
            if (piece.from() > covered) {
                throw Problem.of(
                        SimWorld.SimError.WRONG_USE, "a gap from " + covered + " to " + piece.from() + " on " + host);
            }
            covered = Math.max(covered, piece.to());
        }
        int complete = world.log.completeAt(covered);
        boolean half = world.killer.fails();
        int until = half ? (server.data.size() + complete) / 2 : complete;
        server.relayFrom = covered;
        while (server.data.size() < until) {
            server.data.add(server.data.size());
        }
        server.received = Math.max(server.received, half ? server.received : world.log.endOf(complete));
        // A delayed replica is pointed back at the failed source where it has executed; what is cut off stays in a
        // file.
        server.pointedBack = !half && server.delaySeconds > 0;
        if (half) {
            throw Problem.of(SimWorld.SimError.INJECTED, "apply on " + host + " stopped half way");
        }
        world.killer.after("apply on " + host);
        return new ApplyDiffReply(SimLog.at(world.log.endOf(server.data.size())).toString(), logs.size(), 1);
    }

    private SavedLog saved(String path, long from, long to) {
        List<LogPiece> pieces =
                to > from ? List.of(new LogPiece(SimLog.FILE, from, to, SimLog.HEADER, to - from, 0)) : List.of();
        String cut = to == world.log.completeEnd() && to < world.log.end() ? "half a transaction" : "";
        return new SavedLog(path, to - from, "", pieces, false, 1, "", 0, 0, cut, "", "");
    }
}

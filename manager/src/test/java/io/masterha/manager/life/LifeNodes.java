package io.masterha.manager.life;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.HostError;
import io.masterha.manager.port.Ready;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The node commands on simulated hosts: they save and apply what is in the servers' logs. */
final class LifeNodes extends UnaskedNodes {
    private static final Duration COMMAND = Duration.ofMillis(100);

    /** What a saved file holds: whole transactions from one on. */
    record Content(int from, List<Txn> transactions) {}

    private final LifePorts ports;
    private final LifeWorld world;
    private final Map<String, Content> files;

    LifeNodes(LifePorts ports) {
        this.ports = ports;
        this.world = ports.world();
        this.files = ports.files();
    }

    @Override
    public String prepare(ServerId host) {
        return "simulated";
    }

    @Override
    public Ready keepReady(List<ServerId> hosts, boolean warmed) {
        return () -> {};
    }

    private LifeServer reached(ServerId host) {
        LifeServer server = world.server(host);
        if (!world.managerReaches(server)) {
            world.sleep(Duration.ofSeconds(5));
            throw Problem.of(HostError.HOST_UNREACHABLE, host + ": its host does not answer");
        }
        world.sleep(COMMAND);
        return server;
    }

    @Override
    public SavedLog saveBinlog(ServerId host, BinlogPosition from) {
        ports.killer().before("save binlog of " + host);
        LifeServer server = reached(host);
        if (server.processUp) {
            throw new AssertionError(server + " is up while its tail is saved");
        }
        SavedLog saved = saved(
                "/tail-" + from.offset(), server, from, server.data, 0, server.torn > 0 ? "half a transaction" : "");
        ports.killer().after("save binlog of " + host);
        return saved;
    }

    @Override
    public SavedLog readBinlog(ServerId host, BinlogPosition from) {
        LifeServer server = reached(host);
        return saved("", server, from, server.data, 0, "");
    }

    @Override
    public boolean hasRelayLog(ServerId host, BinlogPosition from, BinlogPosition to) {
        LifeServer server = reached(host);
        return server.relayFrom <= LifeServer.transactionsBefore(from)
                && LifeServer.transactionsBefore(to) <= server.relay.size();
    }

    @Override
    public SavedLog saveRelayLog(ServerId host, BinlogPosition from, BinlogPosition to) {
        ports.killer().before("save relay log of " + host);
        LifeServer server = reached(host);
        LifeServer source = world.server(server.follows.orElseThrow());
        int until = LifeServer.transactionsBefore(to);
        int events = (int) ((to.offset() - source.at(until, 0).offset()) / 10);
        SavedLog saved =
                saved("/relay-" + host + "-" + from.offset(), source, from, server.relay.subList(0, until), events, "");
        ports.killer().after("save relay log of " + host);
        return saved;
    }

    private SavedLog saved(String path, LifeServer writer, BinlogPosition from, List<Txn> log, int events, String cut) {
        int first = LifeServer.transactionsBefore(from);
        BinlogPosition to = writer.at(log.size(), events);
        boolean isEmpty = !to.isAfter(from);
        List<Txn> content = isEmpty ? List.of() : List.copyOf(log.subList(first, log.size()));
        files.put(path, new Content(first, content));
        List<LogPiece> pieces = isEmpty
                ? List.of()
                : List.of(new LogPiece(from.file(), from.offset(), to.offset(), 0, to.offset() - from.offset(), 0));
        return new SavedLog(
                path,
                isEmpty ? 0 : to.offset() - from.offset(),
                "",
                pieces,
                false,
                content.size(),
                content.isEmpty() || !ports.gtid() ? "" : Txn.gtids(content),
                0,
                0,
                cut,
                "",
                "");
    }

    @Override
    public SavedLog send(SavedLog saved, ServerId from, ServerId to) {
        ports.killer().before("send " + saved.path() + " to " + to);
        reached(from);
        reached(to);
        String path = "/" + to + saved.path();
        files.put(path, content(saved));
        ports.killer().after("send " + saved.path() + " to " + to);
        return saved.at(path);
    }

    /** A file's content survives the manager that had it made: it is on a host. */
    private Content content(SavedLog saved) {
        String name = saved.path().substring(saved.path().lastIndexOf('/'));
        return Optional.ofNullable(files.get(saved.path()))
                .or(() -> Optional.ofNullable(files.get(name)))
                .orElseThrow(() -> new AssertionError("no file " + saved.path()));
    }

    @Override
    public ApplyDiffReply apply(ServerId host, long sourceServerId, List<SavedLog> logs) {
        ports.killer().before("apply on " + host);
        LifeServer server = reached(host);
        ports.requireAnswer(server);
        if (server.receiverRuns) {
            throw new AssertionError("the receiver of " + server + " runs while logs are applied");
        }
        for (SavedLog saved : logs) {
            Content content = content(saved);
            if (content.from() > server.relay.size()) {
                throw new AssertionError("a gap on " + server + " before " + content);
            }
            int known = server.relay.size() - content.from();
            if (known < content.transactions().size()) {
                server.relay.addAll(content.transactions()
                        .subList(known, content.transactions().size()));
                server.partial = 0;
            }
        }
        LifeWorld.execute(server, Integer.MAX_VALUE);
        ports.killer().after("apply on " + host);
        LifeServer source = world.server(server.follows.orElseThrow());
        return new ApplyDiffReply(source.at(server.data.size(), 0).toString(), logs.size(), 1);
    }
}

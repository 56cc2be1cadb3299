package io.masterha.manager.life;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.ServerFiles;
import io.masterha.manager.port.ServerSettings;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.port.SourceTraits;
import io.masterha.manager.topology.ServerVersion;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A manager's session to a simulated server; each call may find that the server cannot be reached any more. */
final class LifeSession extends UnaskedSession {
    private final LifePorts ports;
    private final LifeWorld world;
    private final LifeServer server;

    LifeSession(LifePorts ports, LifeServer server) {
        this.ports = ports;
        this.world = ports.world();
        this.server = server;
    }

    @Override
    public ServerStatus status() {
        ports.requireAnswer(server);
        return new ServerStatus(
                ServerVersion.parse("9.7.4"),
                server.number,
                "00000000-0000-0000-0000-%012d".formatted(server.number),
                server.writable,
                ports.gtid(),
                new ServerFiles("", "", "", ""),
                new ServerSettings(true, true, false, false, 1, 1, ""),
                marked(),
                server.follows.map(f -> replication(world.server(f))));
    }

    private ReplicationStatus replication(LifeServer source) {
        Receiver receiver = !server.receiverRuns
                ? Receiver.STOPPED
                : world.believesConnected(server) ? Receiver.RUNNING : Receiver.CONNECTING;
        return new ReplicationStatus(
                source.id.host(),
                source.id.port(),
                source.number,
                "repl",
                receiver,
                "",
                server.applierRuns,
                "",
                source.at(server.relay.size(), server.partial),
                source.at(server.data.size(), 0),
                ports.gtid() ? Txn.gtids(server.relay) : "",
                ports.gtid(),
                0,
                OptionalLong.empty(),
                Map.of(),
                "");
    }

    @Override
    public boolean hasAppliedAll() {
        ports.requireAnswer(server);
        return server.data.size() >= server.relay.size();
    }

    @Override
    public BinlogMark mark() {
        ports.requireAnswer(server);
        return marked();
    }

    private BinlogMark marked() {
        return new BinlogMark(server.at(server.data.size(), 0), ports.gtid() ? Txn.gtids(server.data) : "");
    }

    @Override
    public SourceTraits traits() {
        ports.requireAnswer(server);
        return new SourceTraits("00000000-0000-0000-0000-%012d".formatted(server.number), "", 1);
    }

    @Override
    public ServerStatus stopReceiver(Duration limit) {
        change("stop receiver of ", () -> server.receiverRuns = false);
        return status();
    }

    @Override
    public void startApplier() {
        change("start applier of ", () -> server.applierRuns = true);
    }

    @Override
    public void startReplication() {
        change("start replication of ", () -> {
            server.receiverRuns = true;
            server.applierRuns = true;
        });
    }

    @Override
    public void stopApplier(Duration limit) {
        change("stop applier of ", () -> server.applierRuns = false);
    }

    @Override
    public void stopReplication(Duration limit) {
        change("stop replication of ", () -> {
            server.receiverRuns = false;
            server.applierRuns = false;
        });
    }

    @Override
    public void follow(Following following, Duration limit) {
        change("repoint ", () -> {
            LifeServer target = world.server(following.source());
            int from = following.from().map(LifeServer::transactionsBefore).orElse(server.data.size());
            if (from != server.data.size() || !target.data.subList(0, from).equals(server.data)) {
                throw new AssertionError(server + " follows " + target + " from " + from);
            }
            boolean isHeld = server.relay.size() <= server.data.size()
                    || world.servers.values().stream().anyMatch(s -> s.data.containsAll(server.relay));
            if (!isHeld) {
                throw new AssertionError("the relay log of " + server + " held what nobody has executed");
            }
            server.relay.clear();
            server.relay.addAll(server.data);
            server.partial = 0;
            server.follows = Optional.of(following.source());
            server.silentSince = 0;
            server.receiverRuns = true;
            server.applierRuns = true;
        });
    }

    @Override
    public void pointAt(Following following, Duration limit) {
        change("point at a former source ", () -> {
            LifeServer former = world.server(following.source());
            int from = following.from().map(LifeServer::transactionsBefore).orElse(server.data.size());
            boolean fits = from == server.data.size()
                    && former.data.subList(0, from).equals(server.data)
                    && server.relay.size() <= server.data.size();
            if (!fits) {
                throw new AssertionError(server + " is given what " + former + " had from " + from + " on");
            }
            server.relay.clear();
            server.relay.addAll(server.data);
            server.partial = 0;
            server.follows = Optional.of(following.source());
            server.receiverRuns = false;
            server.applierRuns = false;
        });
    }

    @Override
    public void forgetSource() {
        change("forget source on ", () -> {
            server.follows = Optional.empty();
            server.receiverRuns = false;
            server.applierRuns = false;
        });
    }

    @Override
    public void setWritable(boolean writable) {
        change("set writable " + writable + " on ", () -> {
            if (writable && server.data.size() < server.relay.size() && server.follows.isPresent()) {
                throw new AssertionError(server + " was opened before it had executed what it had received");
            }
            server.writable = writable;
            ports.opened(server, writable);
        });
    }

    @Override
    public boolean lock(String name, Duration wait) {
        boolean[] taken = new boolean[1];
        change("lock ", () -> {
            taken[0] = server.locks.getOrDefault(name, ports.managerNumber()) == ports.managerNumber();
            server.locks.putIfAbsent(name, ports.managerNumber());
        });
        return taken[0];
    }

    @Override
    public boolean holdsLock(String name) {
        ports.requireAnswer(server);
        return server.locks.getOrDefault(name, -1) == ports.managerNumber();
    }

    @Override
    public void unlock(String name) {
        server.locks.remove(name, ports.managerNumber());
    }

    @Override
    public void setRelayLogPurge(boolean purge) {
        ports.requireAnswer(server);
    }

    @Override
    public String howToStart() {
        return "START REPLICA;";
    }

    @Override
    public String howToFollow(Following following) {
        return "follow " + following;
    }

    private void change(String what, Runnable change) {
        ports.requireAnswer(server);
        ports.killer().before(what + server.id);
        change.run();
        ports.killer().after(what + server.id);
    }

    /** Problems of the simulated network. */
    static Problem gone(LifeServer server) {
        return Problem.of(LifePorts.LifeError.GONE, server.id + " does not answer")
                .why("simulated")
                .next("wait");
    }
}

package io.masterha.manager.sim;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.Readiness;
import io.masterha.manager.port.ReplicationAccount;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerFiles;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.ServerSettings;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.port.SourceTraits;
import io.masterha.manager.port.WriteControl;
import io.masterha.manager.topology.ServerVersion;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A session to a server of a simulated switchover. */
final class SwitchSession implements ServerSession {
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private final SwitchWorld world;
    private final SwitchServer server;

    SwitchSession(SwitchWorld world, SwitchServer server) {
        this.world = world;
        this.server = server;
    }

    @Override
    public ServerStatus status() {
        return new ServerStatus(
                ServerVersion.parse(server.hasSuper ? "9.7.4" : "5.6.24"),
                server.number,
                "",
                !server.readOnly && !server.superReadOnly,
                world.gtid,
                new ServerFiles("", "", "", ""),
                new ServerSettings(true, true, true, false, 1, 1, ""),
                mark(),
                server.follows.map(id -> replication(world.server(id))));
    }

    private ReplicationStatus replication(SwitchServer source) {
        BinlogPosition executed = new BinlogPosition(source.file(), server.end());
        return new ReplicationStatus(
                source.id.host(),
                source.id.port(),
                source.number,
                "repl",
                server.receiverRuns ? ReplicationStatus.Receiver.RUNNING : ReplicationStatus.Receiver.STOPPED,
                "",
                server.applierRuns,
                "",
                executed,
                executed,
                "",
                world.gtid,
                0,
                server.applierRuns && server.receiverRuns ? OptionalLong.of(0) : OptionalLong.empty(),
                Map.of(),
                "");
    }

    @Override
    public boolean hasAppliedAll() {
        return true;
    }

    @Override
    public SourceTraits traits() {
        throw new AssertionError("no switchover asks that");
    }

    @Override
    public BinlogMark mark() {
        String gtids = world.gtid && !server.data.isEmpty() ? UUID + ":1-" + server.data.size() : "";
        return new BinlogMark(new BinlogPosition(server.file(), server.end()), gtids);
    }

    @Override
    public boolean awaitExecuted(BinlogMark end, Duration limit) {
        long until = world.nanos() + limit.toNanos();
        while (server.end() < end.position().offset()) {
            if (world.nanos() >= until) {
                return false;
            }
            world.sleep(Duration.ofMillis(100));
            requireAlive();
        }
        return true;
    }

    private void requireAlive() {
        if (!server.alive) {
            throw Problem.of(SimWorld.SimError.GONE, server.id + " does not answer");
        }
    }

    @Override
    public void stopApplier(Duration limit) {
        change("stop applier of ", () -> server.applierRuns = false);
    }

    @Override
    public void stopReplication(Duration limit) {
        throw new AssertionError("no switchover stops both");
    }

    @Override
    public void startReplication() {
        change("start replication of ", () -> {
            server.receiverRuns = server.follows.isPresent();
            server.applierRuns = server.follows.isPresent();
        });
    }

    @Override
    public void follow(Following following, Duration limit) {
        change("repoint ", () -> {
            SwitchServer source = world.server(following.source());
            int from = following.from().map(p -> (int) ((p.offset() - 4) / 100)).orElse(server.data.size());
            boolean fits = from == server.data.size()
                    && source.data.size() >= from
                    && source.data.subList(0, from).equals(server.data);
            if (!fits) {
                throw new AssertionError(server + " follows " + source + " from " + from);
            }
            server.follows = Optional.of(source.id);
            server.receiverRuns = true;
            server.applierRuns = true;
        });
    }

    @Override
    public void pointAt(Following following, Duration limit) {
        throw new AssertionError("no switchover points a server at one that is gone");
    }

    @Override
    public String howToStart() {
        return "START REPLICA;";
    }

    @Override
    public String howToFollow(Following following) {
        return "follow " + following;
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
            server.superReadOnly = !writable && server.hasSuper;
            server.readOnly = !writable;
        });
    }

    @Override
    public void setRelayLogPurge(boolean purge) {}

    @Override
    public WriteControl writes() {
        return new SwitchWrites(world, server);
    }

    @Override
    public boolean lock(String name, Duration wait) {
        return world.effect("lock " + server.id, () -> world.locks.add(server.id + name));
    }

    @Override
    public boolean holdsLock(String name) {
        return world.locks.contains(server.id + name);
    }

    @Override
    public void unlock(String name) {
        world.locks.remove(server.id + name);
    }

    @Override
    public void forgetHistory(java.util.List<String> statements) {
        throw new AssertionError("only a rejoin forgets history");
    }

    @Override
    public void setServerId(long serverId) {
        throw new AssertionError("only a rejoin changes a server_id");
    }

    @Override
    public io.masterha.manager.port.ServerHistory history() {
        throw new AssertionError("only a rejoin compares histories");
    }

    @Override
    public Readiness readiness() {
        throw new AssertionError("only the check before watching asks that");
    }

    @Override
    public ReplicationAccount replicationAccount(String usual) {
        throw new AssertionError("only the check before watching asks that");
    }

    @Override
    public ServerStatus stopReceiver(Duration limit) {
        throw new AssertionError("no switchover stops a receiver only");
    }

    @Override
    public void startApplier() {
        change("start applier of ", () -> server.applierRuns = true);
    }

    private void change(String what, Runnable change) {
        requireAlive();
        world.effect(what + server.id, () -> {
            change.run();
            return true;
        });
    }
}

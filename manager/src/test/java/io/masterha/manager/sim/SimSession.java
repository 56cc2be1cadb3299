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
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.ServerVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A session to a simulated server; breaks the invariants loudly instead of doing something impossible. */
final class SimSession implements ServerSession {
    static final String SOURCE = "00000000-0000-0000-0000-000000000001";

    private final SimWorld world;
    private final SimServer server;

    SimSession(SimWorld world, SimServer server) {
        this.world = world;
        this.server = server;
    }

    @Override
    public ServerStatus status() {
        requireAlive();
        return new ServerStatus(
                ServerVersion.parse("9.7.4"),
                server.number,
                "",
                server.writable,
                world.gtid,
                new ServerFiles("", "", "", ""),
                new ServerSettings(true, true, server.relayLogPurge, false, 1, 1, ""),
                mark(),
                server.isReplica ? Optional.of(replication()) : Optional.empty());
    }

    private void requireAlive() {
        if (!server.alive) {
            throw Problem.of(SimWorld.SimError.GONE, server.id + " does not answer");
        }
    }

    private ReplicationStatus replication() {
        ServerId followed = server.follows.map(Following::source).orElse(world.source);
        long executed = world.log.endOf(Math.min(server.data.size(), world.log.transactions()));
        return new ReplicationStatus(
                followed.host(),
                followed.port(),
                followed.equals(world.source) ? 1 : world.server(followed).number,
                "repl",
                server.keepsConnecting
                        ? ReplicationStatus.Receiver.CONNECTING
                        : server.receiverRuns ? ReplicationStatus.Receiver.RUNNING : ReplicationStatus.Receiver.STOPPED,
                "",
                server.applierRuns && !server.applierBroken,
                server.applierBroken ? "1062 duplicate entry" : "",
                SimLog.at(server.shownReceived.orElse(server.pointedBack ? executed : server.received)),
                SimLog.at(executed),
                gtids(world.log.completeAt(server.received)),
                world.gtid
                        && (!world.byPosition
                                || server.follows
                                        .filter(f -> f.from().isEmpty())
                                        .isPresent()),
                server.delaySeconds,
                OptionalLong.empty(),
                Map.of(),
                "");
    }

    @Override
    public boolean hasAppliedAll() {
        requireAlive();
        return server.data.size() >= world.log.completeAt(server.received);
    }

    @Override
    public BinlogMark mark() {
        return new BinlogMark(
                new BinlogPosition(server.ownFile(), server.ownOffset()), gtids(server.data.size()) + errant());
    }

    @Override
    public SourceTraits traits() {
        throw new AssertionError("only a living source is asked that");
    }

    private String errant() {
        return world.gtid && server.errant > 0
                ? ",00000000-0000-0000-0000-00000000000" + server.number + ":1-" + server.errant
                : "";
    }

    /** The failed source's transactions by number; whoever was promoted counts its own among them. */
    private String gtids(int transactions) {
        return world.gtid && transactions > 0 ? SOURCE + ":1-" + transactions : "";
    }

    @Override
    public void stopApplier(Duration limit) {
        throw new AssertionError("no failover stops an applier only");
    }

    @Override
    public boolean awaitExecuted(BinlogMark end, Duration limit) {
        throw new AssertionError("no failover waits for the end of a living source");
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
    public WriteControl writes() {
        throw new AssertionError("no failover controls the writers of a living source");
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
        if (!world.byPosition) {
            throw new AssertionError("histories are compared before going over to GTIDs, and in a rejoin");
        }
        return new io.masterha.manager.port.ServerHistory(mark().gtids(), "");
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
        run("stop receiver of ", () -> server.receiverRuns = false);
        return status();
    }

    @Override
    public void startApplier() {
        run("start applier of ", () -> server.applierRuns = world.applierStays);
    }

    @Override
    public void startReplication() {
        run("start replication of ", () -> {
            server.receiverRuns = true;
            server.applierRuns = true;
        });
    }

    @Override
    public void stopReplication(Duration limit) {
        run("stop replication of ", () -> {
            server.receiverRuns = false;
            server.applierRuns = false;
        });
    }

    @Override
    public void follow(Following following, Duration limit) {
        run("repoint ", () -> {
            SimServer target = world.server(following.source());
            requireNothingDiscarded();
            if (!target.writable && target.isReplica && !target.alive) {
                throw new AssertionError(server.id + " follows a server that is down");
            }
            int from = following.from().map(p -> (int) ((p.offset() - 4) / 100)).orElse(server.data.size());
            List<Integer> history = target.data;
            if (from != server.data.size() || !history.subList(0, from).equals(server.data)) {
                throw new AssertionError(server.id + " has executed " + server.data.size()
                        + " transactions and follows " + target.id + " from " + from + " of " + history.size());
            }
            server.data.addAll(List.copyOf(history.subList(from, history.size())));
            server.follows = Optional.of(following);
            server.receiverRuns = true;
            server.applierRuns = true;
            server.relayLogPurge = true;
        });
    }

    @Override
    public void pointAt(Following following, Duration limit) {
        run("point at a former source ", () -> {
            requireNothingDiscarded();
            int from = following.from().map(p -> (int) ((p.offset() - 4) / 100)).orElse(server.data.size());
            List<Integer> history = world.server(following.source()).data;
            if (from != server.data.size() || !history.subList(0, from).equals(server.data)) {
                throw new AssertionError(server.id + " has executed " + server.data.size()
                        + " transactions and is given" + " those of " + following.source() + " from " + from + " on");
            }
            server.follows = Optional.of(following);
            server.receiverRuns = false;
            server.applierRuns = false;
        });
    }

    /** Rule 10: a relay log goes only if its content is executed or another live server has it executed. */
    private void requireNothingDiscarded() {
        int complete = world.log.completeAt(server.received);
        boolean held = world.servers.values().stream().anyMatch(s -> s.alive && s.data.size() >= complete);
        if (server.follows.isEmpty() && !held) {
            throw new AssertionError("the relay log of " + server.id + " held what nobody has executed");
        }
    }

    @Override
    public void forgetSource() {
        run("forget source on ", () -> {
            requireNothingDiscarded();
            server.isReplica = false;
        });
    }

    @Override
    public void setWritable(boolean writable) {
        run("set writable " + writable + " on ", () -> {
            server.writable = writable;
            long count = world.servers.values().stream()
                            .filter(s -> s.writable && s.alive)
                            .count()
                    + (world.sourceUp ? 1 : 0);
            if (count > 1) {
                throw new AssertionError("two servers are writable, " + server.id + " is one of them");
            }
            if (server.data.size() < world.log.completeAt(server.received)) {
                throw new AssertionError(server.id + " was opened before it had executed what it had received");
            }
        });
    }

    @Override
    public void setRelayLogPurge(boolean purge) {
        server.relayLogPurge = purge;
    }

    @Override
    public boolean lock(String name, Duration wait) {
        requireOurs("lock ");
        return world.effect("lock " + server.id, () -> {
            if (world.hasRival) {
                return false;
            }
            server.locks.add(name);
            return true;
        });
    }

    @Override
    public boolean holdsLock(String name) {
        return server.locks.contains(name);
    }

    @Override
    public void unlock(String name) {
        server.locks.remove(name);
    }

    private void requireOurs(String what) {
        if (server.isThirdTier) {
            throw new AssertionError(what + server.id + ", which follows another replica");
        }
    }

    private void run(String what, Runnable change) {
        requireOurs(what);
        requireAlive();
        world.effect(what + server.id, () -> {
            change.run();
            return true;
        });
    }
}

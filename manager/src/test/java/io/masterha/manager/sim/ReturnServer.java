package io.masterha.manager.sim;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.ClientSession;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.Readiness;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerFiles;
import io.masterha.manager.port.ServerHistory;
import io.masterha.manager.port.ServerSettings;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.port.WriteControl;
import io.masterha.manager.port.WriteState;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.ServerVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A server in the simulation of a rejoin: its rows, what its log names, whom it follows; its methods are those of a session. */
final class ReturnServer {
    final ServerId id;
    final int number;
    private final ReturnWorld world;
    /** Transactions whose rows are there, {@code ORIGIN:NUMBER}, in the order of its log. */
    final List<String> rows = new ArrayList<>();
    /** What its log and its GTID state name: after a rewind more than its rows. */
    final List<String> logged = new ArrayList<>();

    final Set<String> locks = new HashSet<>();
    long serverId;
    boolean writable;
    boolean events = true;
    boolean runs;
    boolean purge = true;
    Optional<Following> follows = Optional.empty();
    /** By position: the next place in the log of its source. */
    int next;

    ReturnServer(ReturnWorld world, ServerId id, int number) {
        this.world = world;
        this.id = id;
        this.number = number;
        this.serverId = number;
    }

    void write(String transaction) {
        rows.add(transaction);
        logged.add(transaction);
    }

    /** Its configuration lets it come up writable, with the server_id of before; replication starts by itself. */
    void restart() {
        writable = true;
        events = true;
        serverId = number;
        locks.clear();
        runs = follows.isPresent();
    }

    /** Fetches and executes everything, but what carries its own server_id, without a word. */
    void replicate() {
        if (!runs || follows.isEmpty()) {
            return;
        }
        ReturnServer source = world.server(follows.get().source());
        boolean byGtid = follows.get().from().isEmpty();
        for (int i = byGtid ? 0 : next; i < source.logged.size(); i++) {
            String transaction = source.logged.get(i);
            next = byGtid ? next : i + 1;
            boolean isOwn = transaction.startsWith(serverId + ":");
            if (isOwn || (byGtid && logged.contains(transaction))) {
                continue;
            }
            if (rows.contains(transaction)) {
                throw new AssertionError(id + " executes " + transaction + " twice");
            }
            write(transaction);
        }
    }

    private boolean effect(String name, Runnable change) {
        return world.effect(name + " " + id, () -> {
            change.run();
            return true;
        });
    }

    BinlogPosition end() {
        return ReturnWorld.at(this, logged.size());
    }

    ServerStatus status() {
        return new ServerStatus(
                ServerVersion.parse("9.7.4"),
                serverId,
                ReturnWorld.uuid(number),
                writable,
                world.gtid,
                new ServerFiles("", "", "", ""),
                new ServerSettings(true, true, purge, false, 1, 1, ""),
                mark(),
                follows.map(this::replication));
    }

    boolean hasAppliedAll() {
        return true;
    }

    private ReplicationStatus replication(Following following) {
        ReturnServer source = world.server(following.source());
        BinlogPosition reached = ReturnWorld.at(source, Math.max(next, 0));
        ReplicationStatus.Receiver receiver =
                runs ? ReplicationStatus.Receiver.RUNNING : ReplicationStatus.Receiver.STOPPED;
        return new ReplicationStatus(
                source.id.host(),
                source.id.port(),
                source.number,
                "repl",
                receiver,
                "",
                runs,
                "",
                reached,
                reached,
                "",
                following.from().isEmpty(),
                0,
                OptionalLong.empty(),
                Map.of(),
                "");
    }

    BinlogMark mark() {
        return new BinlogMark(end(), world.gtid ? ReturnWorld.set(logged) : "");
    }

    ServerHistory history() {
        return new ServerHistory(world.gtid ? ReturnWorld.set(logged) : "", "");
    }

    Readiness readiness() {
        return new Readiness("a@b", Set.of(), List.of(), Duration.ZERO, Duration.ZERO, Map.of());
    }

    boolean lock(String name, Duration wait) {
        return effect("lock", () -> locks.add(name));
    }

    boolean holdsLock(String name) {
        return locks.contains(name);
    }

    void unlock(String name) {
        locks.remove(name);
    }

    void setRelayLogPurge(boolean on) {
        effect("set relay_log_purge of", () -> purge = on);
    }

    void setServerId(long other) {
        effect("set server_id of", () -> serverId = other);
    }

    void stopReplication(Duration limit) {
        effect("stop replication of", () -> runs = false);
    }

    void startReplication() {
        effect("start replication of", () -> {
            runs = true;
            replicate();
        });
    }

    void follow(Following following, Duration limit) {
        effect("repoint", () -> {
            if (writable) {
                throw new AssertionError(id + " follows and takes writes");
            }
            // Without GTIDs its log names them for ever, and nobody reads it.
            if (world.gtid && !logged.equals(rows)) {
                throw new AssertionError(id + " names transactions that were undone: " + logged + " " + rows);
            }
            following.from().ifPresent(from -> {
                next = ReturnWorld.index(from);
                List<String> history = world.server(following.source()).logged.subList(0, next);
                if (!new HashSet<>(history).equals(new HashSet<>(rows))) {
                    throw new AssertionError(id + " has " + rows + " and follows behind " + history);
                }
            });
            follows = Optional.of(following);
            runs = true;
            replicate();
        });
    }

    void forgetHistory(List<String> statements) {
        effect("forget history of", () -> {
            if (!statements.isEmpty()) {
                logged.clear();
                logged.addAll(rows);
            }
        });
    }

    WriteControl writes() {
        return Partial.of(WriteControl.class, new Writes());
    }

    /** Who writes there. */
    @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called by name
    private final class Writes {
        WriteState state() {
            return new WriteState(!writable, !writable, true, false);
        }

        List<ClientSession> clients() {
            return List.of(new ClientSession(7, "app", false, "Sleep", 1, -1, ""));
        }

        void kill(ClientSession client) {
            effect("kill client of", () -> {});
        }

        boolean eventsRun() {
            return events;
        }

        void setEventScheduler(boolean on) {
            effect("stop events of", () -> events = on);
        }

        void block(boolean lockTables, Duration limit) {
            effect("close", () -> {
                if (id.equals(world.source.id)) {
                    throw new AssertionError("the source itself is closed");
                }
                writable = false;
            });
        }
    }

    /** A place that its log does not have. */
    Problem notThere(BinlogPosition position) {
        return Problem.of(SimWorld.SimError.WRONG_USE, position + " is not in the log of " + id);
    }

    @Override
    public String toString() {
        return id + (writable ? " writable" : "") + " rows=" + rows + (logged.equals(rows) ? "" : " logged=" + logged)
                + follows.map(f -> " follows " + f + (runs ? "" : ", stopped")).orElse("");
    }
}

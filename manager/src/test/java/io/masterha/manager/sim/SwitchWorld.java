package io.masterha.manager.sim;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.AddressArrival;
import io.masterha.manager.port.AddressMove;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A simulated cluster that lives, with clients that write wherever they can after every effect. */
final class SwitchWorld {
    final Map<ServerId, SwitchServer> servers = new LinkedHashMap<>();
    final Set<String> locks = new HashSet<>();
    final List<String> journal = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    final Set<Integer> acknowledged = new HashSet<>();
    final Killer killer;
    private final Random random;
    boolean gtid;
    /** Scripts of MHA's kind open the server that gets the address. */
    boolean scriptOpens;

    /** They say that the address is there before they take it off the server that had it. */
    boolean scriptGoesOn;

    /** Who still has the address beside the one it was given to. */
    Optional<ServerId> addressLeftAt = Optional.empty();

    private boolean scriptRuns;
    private boolean scriptCalled;

    boolean hostsAnswer = true;
    /** So many lines of the journal outlive a power failure of the manager's host. */
    int forcedLines;

    /** So many lines fit onto the manager's disk. */
    int journalHasRoomFor = Integer.MAX_VALUE;

    /** The program itself stumbles at this effect. */
    int bugAt = Integer.MAX_VALUE;

    Optional<ServerId> address = Optional.empty();
    /** Who dies after how many effects. */
    Map<ServerId, Integer> deaths = new LinkedHashMap<>();

    private int effects;
    private int nextRow;
    private long nanos;

    SwitchWorld(Killer killer, Random random) {
        this.killer = killer;
        this.random = random;
    }

    World world(Workers workers) {
        SwitchPorts ports = new SwitchPorts(this);
        return new World(ports, ports, ports, ports, ports, ports, ports, Limits.USUAL, workers);
    }

    SwitchServer server(ServerId id) {
        return Optional.ofNullable(servers.get(id)).orElseThrow(() -> new AssertionError("no server " + id));
    }

    ServerSession session(ServerId id) {
        SwitchServer server = server(id);
        if (!server.alive) {
            throw Problem.of(SimWorld.SimError.GONE, id + " does not answer");
        }
        return new SwitchSession(this, server);
    }

    void managerDied() {
        locks.clear();
        endScript(random.nextBoolean());
        scriptCalled = false;
        servers.values().forEach(server -> server.tablesLocked = false);
        pass();
    }

    <T> T effect(String name, SimWorld.Effect<T> effect) {
        killer.before(name);
        boolean fails = killer.fails();
        // A failed call may have done its work all the same: the answer was lost.
        if (fails && random.nextBoolean()) {
            throw Problem.of(SimWorld.SimError.INJECTED, name + " failed");
        }
        if (effects == bugAt) {
            bugAt = Integer.MAX_VALUE;
            throw new IllegalStateException("an error of the program at " + name);
        }
        T result = effect.get();
        effects++;
        pass();
        killer.after(name);
        if (fails) {
            throw Problem.of(SimWorld.SimError.INJECTED, name + " was not answered");
        }
        return result;
    }

    /** Time goes on: servers die, clients write, replicas follow. */
    void pass() {
        deaths.forEach((id, at) -> {
            if (effects >= at) {
                server(id).alive = false;
            }
        });
        long open = servers.values().stream().filter(SwitchServer::isWritable).count();
        if (open > 1) {
            throw new AssertionError("two servers are writable: " + servers.values());
        }
        for (SwitchServer server : servers.values()) {
            if (server.takesWrites() && (server.isWritable() || server.follows.isEmpty())) {
                server.data.add(nextRow);
                acknowledged.add(nextRow++);
            }
        }
        servers.values().forEach(this::replicate);
    }

    private void replicate(SwitchServer replica) {
        boolean runs = replica.alive && replica.receiverRuns && replica.applierRuns && replica.follows.isPresent();
        if (!runs || !server(replica.follows.get()).alive) {
            return;
        }
        List<Integer> source = server(replica.follows.get()).data;
        int have = replica.data.size();
        if (source.size() < have || !source.subList(0, have).equals(replica.data)) {
            throw new AssertionError(replica + " has diverged from " + server(replica.follows.get()));
        }
        int most = random.nextInt(4);
        replica.data.addAll(List.copyOf(source.subList(have, Math.min(source.size(), have + most))));
    }

    AddressArrival arriving(String name, AddressMove move) {
        HookOutcome outcome = script(name, move, true);
        return new AddressArrival(outcome, scriptRuns);
    }

    HookOutcome script(String name, AddressMove move, boolean arrives) {
        endScript(true);
        return effect(name, () -> {
            scriptCalled = arrives;
            address = arrives ? Optional.of(move.to()) : Optional.empty();
            if (arrives && scriptOpens && server(move.to()).alive) {
                server(move.to()).readOnly = false;
                server(move.to()).superReadOnly = false;
            }
            boolean refuses = killer.fails();
            if (arrives && scriptGoesOn && !refuses) {
                addressLeftAt = Optional.of(move.from());
                scriptRuns = true;
            }
            return ended(refuses);
        });
    }

    private static HookOutcome ended(boolean refuses) {
        return new HookOutcome(refuses ? HookOutcome.Kind.OTHER : HookOutcome.Kind.DONE, refuses ? 1 : 0, "simulated");
    }

    private void endScript(boolean well) {
        if (scriptRuns && well) {
            addressLeftAt = Optional.empty();
        }
        scriptRuns = false;
    }

    Optional<HookOutcome> endOfScript() {
        if (!scriptCalled) {
            return Optional.empty();
        }
        return Optional.of(effect("the script ends", () -> {
            boolean refuses = scriptRuns && killer.fails();
            endScript(!refuses);
            return ended(refuses);
        }));
    }

    long nanos() {
        return nanos;
    }

    void sleep(Duration duration) {
        nanos += duration.toNanos();
        pass();
    }
}

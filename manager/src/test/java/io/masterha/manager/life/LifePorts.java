package io.masterha.manager.life;

import io.masterha.binlog.ErrorCode;
import io.masterha.binlog.Problem;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.HostError;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.HostUptime;
import io.masterha.manager.port.Hosts;
import io.masterha.manager.port.JournalStore;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.Servers;
import io.masterha.manager.sim.Killer;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one manager after another sees of the simulated world: servers, hosts and its journal. */
final class LifePorts implements Servers, Hosts, JournalStore {
    /** Failures of the simulated network. */
    enum LifeError implements ErrorCode {
        GONE;

        @Override
        public int exitCode() {
            return 1;
        }
    }

    private static final Duration CONNECT = Duration.ofSeconds(4);
    private static final Duration QUICK = Duration.ofMillis(2);
    private static final Duration SSH = Duration.ofMillis(30);

    private final LifeWorld world;
    private final boolean gtid;
    private final Killer killer;
    final List<String> journal = new ArrayList<>();
    /** What the hosts hold of saved logs, by path; a manager that dies leaves it there. */
    private final Map<String, LifeNodes.Content> files = new HashMap<>();

    private final Set<ServerId> givenUp = new HashSet<>();
    private int managerNumber = 1;
    /** The moment at which a server was opened by a manager, 0 for never. */
    private long openedAt;

    LifePorts(LifeWorld world, boolean gtid, Killer killer) {
        this.world = world;
        this.gtid = gtid;
        this.killer = killer;
    }

    World forOneManager(Workers workers, Limits limits) {
        return new World(this, this, new LifeNodes(this), new LifeHooks(this), this, world, world, limits, workers);
    }

    LifeWorld world() {
        return world;
    }

    boolean gtid() {
        return gtid;
    }

    Killer killer() {
        return killer;
    }

    Map<String, LifeNodes.Content> files() {
        return files;
    }

    int managerNumber() {
        return managerNumber;
    }

    /** Its sessions, and with them its locks and the holding down, are gone; another one is started. */
    void managerDied() {
        managerNumber++;
        givenUp.clear();
        world.servers.values().forEach(server -> {
            server.locks.clear();
            server.heldDown = false;
        });
        killer.neverAgain();
    }

    void opened(LifeServer server, boolean writable) {
        if (writable) {
            openedAt = world.nanos();
            world.tell("world", Optional.of(server.id), "takes writes");
        }
    }

    long openedAt() {
        return openedAt;
    }

    /** @throws Problem after the time that finding it out takes */
    void requireAnswer(LifeServer server) {
        if (!world.managerReaches(server) || server.frozen) {
            for (long until = world.nanos() + CONNECT.toNanos();
                    world.nanos() < until && !givenUp.contains(server.id); ) {
                world.sleep(Duration.ofMillis(100));
            }
            throw LifeSession.gone(server);
        }
        if (givenUp.contains(server.id)) {
            throw LifeSession.gone(server);
        }
        world.sleep(QUICK);
        if (!server.processUp) {
            throw LifeSession.gone(server);
        }
    }

    // ---- Servers

    @Override
    public ServerSession session(ServerId id) {
        requireAnswer(world.server(id));
        return new LifeSession(this, world.server(id));
    }

    @Override
    public PingAnswer ping(ServerId id, PingType type, Duration limit) {
        LifeServer server = world.server(id);
        if (!world.managerReaches(server)) {
            world.sleep(limit);
            return new PingAnswer(PingAnswer.Kind.SILENT, "simulated");
        }
        if (!thawsWithin(server, limit)) {
            return new PingAnswer(PingAnswer.Kind.SILENT, "simulated");
        }
        world.sleep(QUICK);
        return new PingAnswer(
                !server.processUp
                        ? PingAnswer.Kind.REFUSED
                        : server.refusesClients ? PingAnswer.Kind.TURNED_AWAY : PingAnswer.Kind.ANSWERED,
                "simulated");
    }

    /** Who thaws answers what it was asked meanwhile; the limit is used up if it does not. */
    private boolean thawsWithin(LifeServer server, Duration limit) {
        long until = world.nanos() + limit.toNanos();
        while (server.frozen && world.nanos() < until) {
            world.sleep(Duration.ofMillis(100));
        }
        return !server.frozen;
    }

    @Override
    public boolean awaitBreak(ServerId id, Duration limit) {
        LifeServer server = world.server(id);
        for (long until = world.nanos() + limit.toNanos(); world.nanos() < until; ) {
            world.sleep(Duration.ofMillis(100));
            if (world.managerReaches(server) && !server.processUp) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String refuseWrites(ServerId id, Duration limit) {
        LifeServer server = world.server(id);
        requireAnswer(server);
        killer.before("refuse writes on " + id);
        server.writable = false;
        killer.after("refuse writes on " + id);
        return "refuses writes";
    }

    @Override
    public void giveUp(ServerId id) {
        givenUp.add(id);
    }

    // ---- Hosts

    @Override
    public HostSight look(ServerId id, Duration limit) {
        LifeServer server = world.server(id);
        if (!world.managerReaches(server)) {
            world.sleep(limit);
            return new HostSight(HostSight.Kind.NO_ANSWER, "simulated");
        }
        world.sleep(SSH);
        return new HostSight(server.processUp ? HostSight.Kind.PRESENT : HostSight.Kind.CRASHED, "simulated");
    }

    @Override
    public String bringDown(ServerId id, Duration limit) {
        LifeServer server = world.server(id);
        if (!world.managerReaches(server)) {
            world.sleep(limit);
            throw Problem.of(HostError.HOST_UNREACHABLE, id + ": its host does not answer");
        }
        killer.before("bring down " + id);
        world.sleep(SSH);
        if (server.processUp) {
            server.crash(world.nanos());
        }
        server.heldDown = true;
        killer.after("bring down " + id);
        return "no process, port closed";
    }

    @Override
    public boolean greets(ServerId id, Duration limit) {
        boolean reached = world.managerReaches(world.server(id));
        if (!reached) {
            world.sleep(limit);
        }
        return reached;
    }

    @Override
    public void keepTrying(ServerId id) {
        // Only a matter of time.
    }

    @Override
    public Optional<HostUptime> uptime(ServerId id, Duration limit) {
        LifeServer server = world.server(id);
        if (!world.managerReaches(server)) {
            world.sleep(limit);
            return Optional.empty();
        }
        Duration up = Duration.ofNanos(world.nanos() - server.bootedAt);
        return Optional.of(new HostUptime(up, server.bootedAt < server.crashedAt));
    }

    @Override
    public boolean isHeldDown(ServerId id) {
        return world.server(id).heldDown;
    }

    @Override
    public String keepDown(ServerId id) {
        LifeServer server = world.server(id);
        if (!world.managerReaches(server)) {
            throw Problem.of(HostError.HOST_UNREACHABLE, id + ": its host does not answer");
        }
        killer.before("keep down " + id);
        server.keptDownUntil = world.nanos() + Duration.ofMinutes(10).toNanos();
        killer.after("keep down " + id);
        return "kept down for 10 minutes";
    }

    @Override
    public boolean endKeepingDown(ServerId id, String file) {
        throw new AssertionError("only a rejoin ends the keeping down");
    }

    @Override
    public void release(ServerId id) {
        world.server(id).heldDown = false;
    }

    // ---- JournalStore

    @Override
    public void append(String line) {
        killer.before("journal " + line);
        journal.add(line);
        killer.after("journal");
    }

    @Override
    public List<String> lines() {
        return List.copyOf(journal);
    }

    @Override
    public String location() {
        return "simulated journal";
    }

    @Override
    public void close() {}
}

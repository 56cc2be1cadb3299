package io.masterha.manager.sim;

import io.masterha.binlog.ErrorCode;
import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
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
import io.masterha.manager.port.Story;
import io.masterha.manager.port.Time;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A simulated cluster with a strict fake per port; every effect can fail, and the manager can die around it. */
final class SimWorld implements Servers, Hosts, JournalStore, Story, Time {
    /** Failures of the simulated world. */
    enum SimError implements ErrorCode {
        INJECTED,
        GONE,
        WRONG_USE;

        @Override
        public int exitCode() {
            return 1;
        }
    }

    final SimLog log;
    final Map<ServerId, SimServer> servers = new LinkedHashMap<>();
    final ServerId source;
    /** Binlog servers, and where the copy of each ends. */
    final Map<ServerId, Long> copies = new LinkedHashMap<>();

    final Killer killer;
    final List<String> journal = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    boolean gtid;
    /** With GTIDs, but the replicas follow by file and position and may go over. */
    boolean byPosition;

    boolean sourceUp;
    boolean heldDown;
    private boolean keptDown;
    boolean hostAnswers = true;
    /** How many transactions the source had acknowledged that its disk has lost and nobody else has. */
    int lostOnDisk;
    /** Since the source's host started. */
    Duration hostUp = Duration.ofDays(400);

    boolean hasPowerScript;
    /** fence=strict. */
    boolean demandsProof;
    /** Its host was seen to have no process and a closed port. */
    boolean seenDown;

    boolean poweredOff;
    /** How many transactions the source committed when it ran again after its log had been saved. */
    int loggedLater;

    /** False: somebody stops every applier as soon as it is started. */
    boolean applierStays = true;

    /** The failed source, if somebody made a replica of it by hand. */
    Optional<SimServer> rejoined = Optional.empty();

    /** Called with the name of every effect before it happens: a test may change the world or throw a Problem. */
    Consumer<String> disturbance = name -> {};

    /** Another manager has every lock that is free. */
    boolean hasRival;

    /** Called with every line that has just been written to the journal. */
    Consumer<String> onJournal = line -> {};

    private long nanos;
    private int journalBeforeDeath;

    SimWorld(SimLog log, ServerId source, Killer killer) {
        this.log = log;
        this.source = source;
        this.killer = killer;
    }

    World world(Workers workers) {
        return new World(this, this, new SimNodes(this), new SimHooks(this), this, this, this, Limits.USUAL, workers);
    }

    Cluster cluster(List<io.masterha.manager.topology.Member> members) {
        return new Cluster("sim", members);
    }

    /** The manager is started again: its sessions, and with them its locks and the holding down, are gone. */
    void managerDied() {
        servers.values().forEach(SimServer::managerDied);
        heldDown = keptDown;
        journalBeforeDeath = journal.size();
    }

    /** Whether the source's host did, and not its server alone. */
    boolean hasRestarted() {
        return hostUp.compareTo(Duration.ofMinutes(1)) < 0;
    }

    /** Whether the manager died after its work was done and written down. */
    boolean hasEnded() {
        return journal.stream().limit(journalBeforeDeath).anyMatch(line -> line.contains("\"event\":\"end\""));
    }

    interface Effect<T> {
        T get();
    }

    <T> T effect(String name, Effect<T> effect) {
        killer.before(name);
        disturbance.accept(name);
        if (killer.fails()) {
            throw Problem.of(SimError.INJECTED, name + " failed");
        }
        T result = effect.get();
        killer.after(name);
        return result;
    }

    SimServer server(ServerId id) {
        return Optional.ofNullable(servers.get(id)).orElseThrow(() -> new AssertionError("no server " + id));
    }

    /** A server dies, and with it the sessions to it; what it holds on disk stays. */
    void kill(ServerId id, boolean hostToo) {
        SimServer server = server(id);
        server.alive = false;
        server.locks.clear();
        server.hostAnswers = !hostToo;
    }

    SimServer alive(ServerId id) {
        SimServer server = server(id);
        if (!server.alive) {
            throw Problem.of(SimError.GONE, id + " does not answer");
        }
        return server;
    }

    // ---- Servers

    @Override
    public ServerSession session(ServerId id) {
        if (id.equals(source)) {
            SimServer old = rejoined.orElseThrow(() -> Problem.of(SimError.GONE, id + " does not answer"));
            return new SimSession(this, old);
        }
        return new SimSession(this, alive(id));
    }

    @Override
    public PingAnswer ping(ServerId id, PingType type, Duration limit) {
        if (!id.equals(source)) {
            return new PingAnswer(server(id).alive ? PingAnswer.Kind.ANSWERED : PingAnswer.Kind.REFUSED, "simulated");
        }
        return new PingAnswer(sourceUp ? PingAnswer.Kind.ANSWERED : PingAnswer.Kind.REFUSED, "simulated");
    }

    @Override
    public boolean awaitBreak(ServerId id, Duration limit) {
        sleep(limit);
        return false;
    }

    @Override
    public String refuseWrites(ServerId id, Duration limit) {
        throw Problem.of(SimError.GONE, id + " does not answer");
    }

    @Override
    public void giveUp(ServerId id) {
        throw new AssertionError("nobody watches the new source here");
    }

    // ---- Hosts

    @Override
    public HostSight look(ServerId id, Duration limit) {
        if (!id.equals(source)) {
            return server(id).look();
        }
        seenDown |= hostAnswers && !sourceUp;
        return new HostSight(
                !hostAnswers ? HostSight.Kind.NO_ANSWER : sourceUp ? HostSight.Kind.PRESENT : HostSight.Kind.CRASHED,
                "simulated");
    }

    @Override
    public Optional<HostUptime> uptime(ServerId id, Duration limit) {
        return hostAnswers ? Optional.of(new HostUptime(hostUp, true)) : Optional.empty();
    }

    @Override
    public String bringDown(ServerId id, Duration limit) {
        if (!id.equals(source)) {
            return effect("bring down former " + id, () -> server(id).bringDown());
        }
        return effect("bring down " + id, () -> {
            if (!hostAnswers) {
                throw Problem.of(HostError.HOST_UNREACHABLE, id + ": its host does not answer");
            }
            sourceUp = false;
            heldDown = true;
            seenDown = true;
            return "no process, port closed";
        });
    }

    @Override
    public boolean greets(ServerId id, Duration limit) {
        return hostAnswers;
    }

    @Override
    public void keepTrying(ServerId id) {
        // This host does not come back.
    }

    @Override
    public String keepDown(ServerId id) {
        if (!id.equals(source)) {
            return effect("keep down former " + id, () -> server(id).keepDown());
        }
        return effect("keep down " + id, () -> {
            keptDown = true;
            return "kept down";
        });
    }

    @Override
    public boolean endKeepingDown(ServerId id, String file) {
        throw new AssertionError("only a rejoin ends the keeping down");
    }

    @Override
    public void release(ServerId id) {
        if (!id.equals(source)) {
            return;
        }
        heldDown = keptDown;
    }

    @Override
    public boolean isHeldDown(ServerId id) {
        if (!id.equals(source)) {
            return server(id).heldDown;
        }
        return heldDown;
    }

    // ---- JournalStore

    @Override
    public void append(String line) {
        killer.before("journal " + line);
        journal.add(line);
        onJournal.accept(line);
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

    // ---- Story and Time

    @Override
    public void tell(String word, Optional<ServerId> server, String sentence) {
        story.add(word + " " + server.map(ServerId::toString).orElse("--") + " " + sentence);
    }

    @Override
    public void warn(String word, Optional<ServerId> server, String sentence) {
        tell(word, server, "WARNING " + sentence);
    }

    @Override
    public Instant now() {
        return Instant.ofEpochSecond(0, nanos);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void sleep(Duration duration) {
        nanos += duration.toNanos();
        servers.values().forEach(server -> server.apply(log, 1));
    }

    @Override
    public void close() {}
}

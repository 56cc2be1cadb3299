package io.masterha.manager.sim;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.ErrorCode;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.AddressMove;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.Hooks;
import io.masterha.manager.port.HostError;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.Hosts;
import io.masterha.manager.port.JournalStore;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.NodeTools;
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
final class SimWorld implements Servers, Hosts, NodeTools, Hooks, JournalStore, Story, Time {
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
    final Killer killer;
    final List<String> journal = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    boolean gtid;
    boolean sourceUp;
    boolean heldDown;
    private boolean keptDown;
    boolean hostAnswers = true;
    /** How many transactions the source committed when it ran again after its log had been saved. */
    int loggedLater;

    /** The failed source, if somebody made a replica of it by hand. */
    Optional<SimServer> rejoined = Optional.empty();

    /** Called with the name of every effect before it happens: a test may change the world or throw a Problem. */
    Consumer<String> disturbance = name -> {};

    private long nanos;
    private int journalBeforeDeath;

    SimWorld(SimLog log, ServerId source, Killer killer) {
        this.log = log;
        this.source = source;
        this.killer = killer;
    }

    World world(Workers workers) {
        return new World(this, this, this, this, this, this, this, Limits.USUAL, workers);
    }

    Cluster cluster(List<io.masterha.manager.topology.Member> members) {
        return new Cluster("sim", members);
    }

    /** The manager is started again: its sessions, and with them its locks and the holding down, are gone. */
    void managerDied() {
        servers.values().forEach(server -> server.locks.clear());
        heldDown = keptDown;
        journalBeforeDeath = journal.size();
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
        return new PingAnswer(sourceUp ? PingAnswer.Kind.ANSWERED : PingAnswer.Kind.REFUSED, "simulated");
    }

    @Override
    public boolean awaitBreak(ServerId id, Duration limit) {
        sleep(limit);
        return false;
    }

    // ---- Hosts

    @Override
    public HostSight look(ServerId id, Duration limit) {
        return new HostSight(
                !hostAnswers ? HostSight.Kind.NO_ANSWER : sourceUp ? HostSight.Kind.PRESENT : HostSight.Kind.CRASHED,
                "simulated");
    }

    @Override
    public String bringDown(ServerId id, Duration limit) {
        return effect("bring down " + id, () -> {
            if (!hostAnswers) {
                throw Problem.of(HostError.HOST_UNREACHABLE, id + ": its host does not answer");
            }
            sourceUp = false;
            heldDown = true;
            return "no process, port closed";
        });
    }

    @Override
    public String keepDown(ServerId id) {
        return effect("keep down " + id, () -> {
            keptDown = true;
            return "kept down";
        });
    }

    @Override
    public void release(ServerId id) {
        heldDown = keptDown;
    }

    @Override
    public boolean isHeldDown(ServerId id) {
        return heldDown;
    }

    // ---- NodeTools

    @Override
    public String prepare(ServerId host) {
        return "simulated";
    }

    @Override
    public Ready keepReady(List<ServerId> hosts) {
        return () -> {};
    }

    @Override
    public SavedLog saveBinlog(ServerId host, BinlogPosition from) {
        return effect("save binlog", () -> {
            if (!hostAnswers || sourceUp) {
                throw Problem.of(SimError.WRONG_USE, "the source is up, or its host does not answer");
            }
            return saved("/source", from.offset(), log.completeEnd());
        });
    }

    @Override
    public SavedLog readBinlog(ServerId host, BinlogPosition from) {
        if (!hostAnswers || sourceUp) {
            throw Problem.of(SimError.WRONG_USE, "the source is up, or its host does not answer");
        }
        return new SavedLog("", 0, "", List.of(), false, loggedLater, "", 0, 0, "", "", "");
    }

    @Override
    public Optional<String> binlogElsewhere(ServerId host) {
        throw new AssertionError("only the check before watching asks that");
    }

    @Override
    public boolean hasRelayLog(ServerId host, BinlogPosition from, BinlogPosition to) {
        SimServer server = alive(host);
        return server.relayFrom <= from.offset() && to.offset() <= server.received;
    }

    @Override
    public SavedLog saveRelayLog(ServerId host, BinlogPosition from, BinlogPosition to) {
        return effect("save relay log of " + host, () -> {
            if (!hasRelayLog(host, from, to)) {
                throw Problem.of(SimError.WRONG_USE, "not in the relay logs of " + host);
            }
            return saved("/" + host, from.offset(), to.offset());
        });
    }

    @Override
    public SavedLog send(SavedLog saved, ServerId from, ServerId to) {
        return effect("send " + saved.path() + " to " + to, () -> {
            alive(to);
            return saved.at("/" + to + saved.path());
        });
    }

    @Override
    public ApplyDiffReply apply(ServerId host, long sourceServerId, List<SavedLog> logs) {
        killer.before("apply on " + host);
        disturbance.accept("apply on " + host);
        SimServer server = alive(host);
        if (server.receiverRuns) {
            throw Problem.of(SimError.WRONG_USE, "the receiver of " + host + " runs");
        }
        if (server.applierBroken) {
            throw Problem.of(SimError.WRONG_USE, "the applier of " + host + " is broken");
        }
        long covered = server.received;
        for (SavedLog saved : logs) {
            LogPiece piece = saved.pieces().get(0);
            if (piece.from() > covered) {
                throw Problem.of(SimError.WRONG_USE, "a gap from " + covered + " to " + piece.from() + " on " + host);
            }
            covered = Math.max(covered, piece.to());
        }
        int complete = log.completeAt(covered);
        boolean half = killer.fails();
        int until = half ? (server.data.size() + complete) / 2 : complete;
        server.relayFrom = covered;
        while (server.data.size() < until) {
            server.data.add(server.data.size());
        }
        server.received = Math.max(server.received, half ? server.received : log.endOf(complete));
        // A delayed replica is pointed back at the failed source where it has executed; what is cut off stays in a
        // file.
        server.pointedBack = !half && server.delaySeconds > 0;
        if (half) {
            throw Problem.of(SimError.INJECTED, "apply on " + host + " stopped half way");
        }
        killer.after("apply on " + host);
        return new ApplyDiffReply(SimLog.at(log.endOf(server.data.size())).toString(), logs.size(), 1);
    }

    private SavedLog saved(String path, long from, long to) {
        List<LogPiece> pieces =
                to > from ? List.of(new LogPiece(SimLog.FILE, from, to, SimLog.HEADER, to - from, 0)) : List.of();
        return new SavedLog(path, to - from, "", pieces, false, 1, "", 0, 0, "", "", "");
    }

    // ---- Hooks

    @Override
    public HookOutcome releaseAddress(ServerId failed, boolean sshReachable) {
        return effect("release address", () -> new HookOutcome(HookOutcome.Kind.DONE, 0, "simulated"));
    }

    @Override
    public HookOutcome shutDown(ServerId failed, boolean sshReachable) {
        return new HookOutcome(HookOutcome.Kind.NOT_CONFIGURED, -1, "");
    }

    @Override
    public HookOutcome takeAddress(ServerId failed, ServerId promoted) {
        return effect("take address", () -> new HookOutcome(HookOutcome.Kind.DONE, 0, "simulated"));
    }

    @Override
    public HookOutcome leaveAddress(AddressMove move) {
        throw new AssertionError("no failover calls master_ip_online_change_script");
    }

    @Override
    public HookOutcome arriveAddress(AddressMove move) {
        throw new AssertionError("no failover calls master_ip_online_change_script");
    }

    @Override
    public HookOutcome report(
            ServerId failed, Optional<ServerId> promoted, List<ServerId> followers, String subject, String body) {
        return new HookOutcome(HookOutcome.Kind.NOT_CONFIGURED, -1, "");
    }

    @Override
    public List<io.masterha.manager.port.ScriptFinding> check(ServerId source) {
        return List.of();
    }

    @Override
    public HookOutcome secondaryCheck(ServerId id) {
        return new HookOutcome(HookOutcome.Kind.NOT_CONFIGURED, -1, "");
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

package io.masterha.manager.sim;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.AddressArrival;
import io.masterha.manager.port.AddressMove;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.Hooks;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.HostUptime;
import io.masterha.manager.port.Hosts;
import io.masterha.manager.port.JournalStore;
import io.masterha.manager.port.NodeTools;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.Ready;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.Servers;
import io.masterha.manager.port.Story;
import io.masterha.manager.port.Time;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The ports of a simulated switchover; what no switchover may use fails the test. */
record SwitchPorts(SwitchWorld world) implements Servers, Hosts, NodeTools, Hooks, JournalStore, Story, Time {
    private static AssertionError unused(String what) {
        return new AssertionError("no switchover needs this: " + what);
    }

    @Override
    public ServerSession session(ServerId id) {
        return world.session(id);
    }

    @Override
    public Optional<HostUptime> uptime(ServerId id, Duration limit) {
        throw new AssertionError("no switchover asks that");
    }

    @Override
    public String refuseWrites(ServerId id, Duration limit) {
        throw unused("refuse writes");
    }

    @Override
    public void giveUp(ServerId id) {
        throw unused("give up");
    }

    @Override
    public boolean greets(ServerId id, Duration limit) {
        throw unused("accepts");
    }

    @Override
    public void keepTrying(ServerId id) {
        throw unused("keep trying");
    }

    @Override
    public boolean canMoveAddress() {
        throw unused("master_ip_failover_script");
    }

    @Override
    public boolean canShutDown() {
        throw unused("shutdown_script");
    }

    @Override
    public HostSight look(ServerId id, Duration limit) {
        return new HostSight(
                !world.hostsAnswer
                        ? HostSight.Kind.NO_ANSWER
                        : world.server(id).alive ? HostSight.Kind.PRESENT : HostSight.Kind.CRASHED,
                "simulated");
    }

    @Override
    public HookOutcome leaveAddress(AddressMove move) {
        return world.script("address leaves " + move.from(), move, false);
    }

    @Override
    public AddressArrival arriveAddress(AddressMove move) {
        return world.arriving("address arrives at " + move.to(), move);
    }

    @Override
    public Optional<HookOutcome> endOfArrival() {
        return world.endOfScript();
    }

    @Override
    public void append(String line) {
        world.killer.before("journal " + line);
        if (world.journal.size() >= world.journalHasRoomFor) {
            throw Problem.of(SimWorld.SimError.INJECTED, "the journal cannot be written: no space left on device");
        }
        world.journal.add(line);
        world.forcedLines = world.journal.size();
        world.killer.after("journal");
    }

    @Override
    public void appendSoon(String line) {
        int forced = world.forcedLines;
        append(line);
        world.forcedLines = forced;
    }

    @Override
    public List<String> lines() {
        return List.copyOf(world.journal);
    }

    @Override
    public String location() {
        return "simulated journal";
    }

    @Override
    public void tell(String word, Optional<ServerId> server, String sentence) {
        world.story.add(word + " " + server.map(ServerId::toString).orElse("--") + " " + sentence);
    }

    @Override
    public void warn(String word, Optional<ServerId> server, String sentence) {
        tell(word, server, "WARNING " + sentence);
    }

    @Override
    public Instant now() {
        return Instant.ofEpochSecond(0, world.nanos());
    }

    @Override
    public long nanos() {
        return world.nanos();
    }

    @Override
    public void sleep(Duration duration) {
        world.sleep(duration);
    }

    @Override
    public void close() {}

    @Override
    public PingAnswer ping(ServerId id, PingType type, Duration limit) {
        throw unused("ping");
    }

    @Override
    public boolean awaitBreak(ServerId id, Duration limit) {
        throw unused("await break");
    }

    @Override
    public String bringDown(ServerId id, Duration limit) {
        throw unused("bring down");
    }

    @Override
    public boolean isHeldDown(ServerId id) {
        throw unused("is held down");
    }

    @Override
    public String keepDown(ServerId id) {
        throw unused("keep down");
    }

    @Override
    public boolean endKeepingDown(ServerId id, String file) {
        throw new AssertionError("only a rejoin ends the keeping down");
    }

    @Override
    public void release(ServerId id) {}

    @Override
    public String prepare(ServerId host) {
        return world.effect("prepare " + host, () -> "simulated");
    }

    @Override
    public Ready keepReady(List<ServerId> hosts, boolean warmed) {
        return () -> {};
    }

    @Override
    public SavedLog fetchBinlog(ServerId host, BinlogPosition from) {
        throw new AssertionError("no switchover asks that");
    }

    @Override
    public SavedLog saveBinlog(ServerId host, BinlogPosition from) {
        throw unused("save binlog");
    }

    @Override
    public SavedLog readBinlog(ServerId host, BinlogPosition from) {
        return world.effect("read binlog of " + host, () -> {
            SwitchServer server = world.server(host);
            if (server.isWritable() || !world.hostsAnswer) {
                throw Problem.of(SimWorld.SimError.WRONG_USE, host + " takes writes, or its host does not answer");
            }
            List<LogPiece> pieces = server.end() > from.offset()
                    ? List.of(
                            new LogPiece(from.file(), from.offset(), server.end(), 4, server.end() - from.offset(), 0))
                    : List.of();
            long transactions = Math.max(0, (server.end() - from.offset()) / 100);
            return new SavedLog("/" + host, 0, "", pieces, false, transactions, "", 0, 0, "", "", "");
        });
    }

    @Override
    public Optional<String> binlogElsewhere(ServerId host) {
        throw new AssertionError("only the check before watching asks that");
    }

    @Override
    public SavedLog saveCopy(ServerId binlogServer, BinlogPosition from, long serverId) {
        throw new AssertionError("no switchover needs a copy of a log");
    }

    @Override
    public SavedLog readCopy(ServerId binlogServer, BinlogPosition from, long serverId) {
        throw new AssertionError("no switchover needs a copy of a log");
    }

    @Override
    public boolean hasRelayLog(ServerId host, BinlogPosition from, BinlogPosition to) {
        throw unused("has relay log");
    }

    @Override
    public SavedLog saveRelayLog(ServerId host, BinlogPosition from, BinlogPosition to) {
        throw unused("save relay log");
    }

    @Override
    public SavedLog send(SavedLog log, ServerId from, ServerId to) {
        throw unused("send");
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
        throw unused("apply");
    }

    @Override
    public HookOutcome releaseAddress(ServerId failed, boolean sshReachable) {
        throw unused("master_ip_failover_script");
    }

    @Override
    public HookOutcome shutDown(ServerId failed, boolean sshReachable) {
        throw unused("shutdown_script");
    }

    @Override
    public HookOutcome takeAddress(ServerId failed, ServerId promoted) {
        throw unused("master_ip_failover_script");
    }

    @Override
    public HookOutcome report(
            ServerId failed, Optional<ServerId> promoted, List<ServerId> followers, String subject, String body) {
        throw unused("report_script");
    }

    @Override
    public List<io.masterha.manager.port.ScriptFinding> check(ServerId source) {
        return List.of();
    }

    @Override
    public HookOutcome secondaryCheck(ServerId source) {
        throw unused("secondary_check_script");
    }
}

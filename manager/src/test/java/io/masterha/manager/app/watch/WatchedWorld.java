package io.masterha.manager.app.watch;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.ErrorCode;
import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.app.fence.Gone;
import io.masterha.manager.app.watch.Trouble.Kind;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.DiskSight;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.Hooks;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.Hosts;
import io.masterha.manager.port.JournalStore;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.NodeTools;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerFiles;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.ServerSettings;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.port.Servers;
import io.masterha.manager.port.SourceStrain;
import io.masterha.manager.port.SourceTraits;
import io.masterha.manager.port.Story;
import io.masterha.manager.port.Witnesses;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.PromotionRule;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.ServerVersion;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** A source with two replicas in virtual time; everything that is seen of them follows from the trouble of the moment. */
final class WatchedWorld implements Witnesses, Story {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration REPLICA_LIMIT = Duration.ofSeconds(10);
    static final ServerId SOURCE = new ServerId("s1", 3306);

    private enum Gone implements ErrorCode {
        GONE;

        @Override
        public int exitCode() {
            return 1;
        }
    }

    /** A line of the log, and when it was written. */
    record Line(long nanos, String text) {}

    final VirtualTime time = new VirtualTime();
    final List<Line> story = new ArrayList<>();
    private final Trouble trouble;

    WatchedWorld(Trouble trouble) {
        this.trouble = trouble;
    }

    World world() {
        return new World(
                seenThrough(Servers.class),
                seenThrough(Hosts.class),
                seenThrough(NodeTools.class),
                hooks(),
                seenThrough(JournalStore.class),
                this,
                time,
                Limits.USUAL,
                Workers.on(time));
    }

    static Cluster cluster() {
        List<Member> members = new ArrayList<>();
        for (int n = 1; n <= 3; n++) {
            members.add(new Member(new ServerId("s" + n, 3306), "s" + n, PromotionRule.NEUTRAL, true, false));
        }
        return new Cluster("watched", members);
    }

    Optional<Line> first(String words) {
        return story.stream().filter(line -> line.text().contains(words)).findFirst();
    }

    long count(String words) {
        return story.stream().filter(line -> line.text().contains(words)).count();
    }

    private boolean is(Kind... kinds) {
        return trouble.at(time.nanos(), kinds);
    }

    /** Waits until none of these is the matter any more; false, at the end of the limit, if that takes longer. */
    private boolean passes(Duration limit, Kind... kinds) {
        long over = trouble.over(time.nanos(), kinds);
        boolean passes = over - time.nanos() < limit.toNanos();
        time.sleep(passes ? Duration.ofNanos(over - time.nanos()).plus(MILLI) : limit);
        return passes;
    }

    // ---- the source

    PingAnswer ping(ServerId id, PingType type, Duration limit) {
        boolean answers = passes(
                limit,
                Kind.FROZEN,
                Kind.HOST_GONE,
                Kind.CUT_FROM_MANAGER,
                Kind.SQL_CUT_FROM_MANAGER,
                Kind.MANAGER_ALONE);
        if (!answers) {
            return new PingAnswer(PingAnswer.Kind.SILENT, "no answer");
        }
        return is(Kind.CRASHED, Kind.STOPPED)
                ? new PingAnswer(PingAnswer.Kind.REFUSED, "refused")
                : new PingAnswer(PingAnswer.Kind.ANSWERED, "");
    }

    boolean awaitBreak(ServerId id, Duration limit) {
        long end = trouble.begins(time.nanos(), time.nanos() + limit.toNanos(), Kind.CRASHED, Kind.STOPPED);
        time.sleep(end < 0 ? limit : Duration.ofNanos(end - time.nanos()));
        return end >= 0;
    }

    private BinlogPosition end(Kind... more) {
        List<Kind> kinds = new ArrayList<>(List.of(
                Kind.CRASHED,
                Kind.STOPPED,
                Kind.FROZEN,
                Kind.HOST_GONE,
                Kind.READ_ONLY,
                Kind.NO_ACK,
                Kind.COMMITS_STALL,
                Kind.IDLE));
        kinds.addAll(List.of(more));
        return new BinlogPosition("bin.000001", 4 + trouble.millisWithout(time.nanos(), kinds.toArray(Kind[]::new)));
    }

    @Override
    public Optional<SourceStrain> strain(ServerId source, Duration limit) {
        if (!passes(limit, Kind.FROZEN, Kind.HOST_GONE, Kind.CUT_FROM_MANAGER, Kind.SQL_CUT_FROM_MANAGER)
                || is(Kind.CRASHED, Kind.STOPPED)) {
            throw Problem.of(Gone.GONE, "no answer");
        }
        boolean stalls = is(Kind.COMMITS_STALL);
        return Optional.of(new SourceStrain(
                is(Kind.READ_ONLY),
                Duration.ofSeconds(100),
                is(Kind.CROWDED) ? 151 : 10,
                151,
                is(Kind.NO_ACK) ? 3 : 0,
                7,
                -1,
                stalls ? 2 : 0,
                Duration.ofSeconds(stalls ? 4 : 0),
                0,
                stalls ? Optional.empty() : Optional.of(end())));
    }

    HostSight look(ServerId id, Duration limit) {
        Duration wait = is(Kind.SLOW_SSH) ? limit.minusMillis(1) : Duration.ofMillis(20);
        boolean answers = passes(limit, Kind.HOST_GONE, Kind.CUT_FROM_MANAGER, Kind.MANAGER_ALONE);
        if (!answers) {
            return new HostSight(HostSight.Kind.NO_ANSWER, "no answer");
        }
        time.sleep(wait);
        return is(Kind.CRASHED)
                ? new HostSight(HostSight.Kind.CRASHED, "no process")
                : is(Kind.STOPPED)
                        ? new HostSight(HostSight.Kind.STOPPED, "no process, clean")
                        : new HostSight(HostSight.Kind.PRESENT, "process 7 runs, port open");
    }

    @Override
    public DiskSight disk(ServerId id, Duration limit) {
        time.sleep(MILLI);
        return is(Kind.DISK_FULL)
                ? new DiskSight(DiskSight.Kind.FULL, "/data has 0 kB left")
                : new DiskSight(DiskSight.Kind.ROOM, "");
    }

    @Override
    public boolean greets(ServerId id, Duration limit) {
        return ping(id, PingType.CONNECT, limit).isSignOfLife();
    }

    // ---- the replicas

    ServerSession session(ServerId id) {
        if (!id.equals(SOURCE) && is(Kind.REPLICAS_HANG)) {
            time.sleep(REPLICA_LIMIT);
            throw Problem.of(Gone.GONE, "no answer");
        }
        if (!id.equals(SOURCE) && !passes(REPLICA_LIMIT, Kind.MANAGER_ALONE, Kind.REPLICAS_GONE)) {
            throw Problem.of(Gone.GONE, "no answer");
        }
        return (ServerSession) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ServerSession.class}, (proxy, method, arguments) -> {
                    time.sleep(MILLI);
                    return switch (method.getName()) {
                        case "status" -> status();
                        case "mark" -> new BinlogMark(end(), "");
                        case "traits" -> new SourceTraits("", "", 1);
                        case "holdsLock", "lock" -> true;
                        default -> throw new AssertionError("the watch does not need " + method.getName());
                    };
                });
    }

    private ServerStatus status() {
        boolean lost = is(Kind.CRASHED, Kind.STOPPED);
        ReplicationStatus replication = new ReplicationStatus(
                SOURCE.host(),
                SOURCE.port(),
                1,
                "repl",
                lost ? ReplicationStatus.Receiver.CONNECTING : ReplicationStatus.Receiver.RUNNING,
                "",
                true,
                "",
                end(Kind.CUT_FROM_REPLICAS),
                end(Kind.CUT_FROM_REPLICAS),
                "",
                false,
                0,
                OptionalLong.empty(),
                Map.of(),
                "");
        return new ServerStatus(
                ServerVersion.parse("9.7.4"),
                2,
                "",
                is(Kind.REPLICA_OPENED),
                false,
                new ServerFiles("", "", "", ""),
                new ServerSettings(true, true, false, false, 1, 1, ""),
                new BinlogMark(end(), ""),
                Optional.of(replication));
    }

    @Override
    public long heartbeats(ServerId replica) {
        return 0;
    }

    @Override
    public Passage passage(ServerId from, ServerId to, Duration limit) {
        if (is(Kind.MANAGER_ALONE, Kind.REPLICAS_GONE)) {
            time.sleep(limit);
            return Passage.UNUSABLE;
        }
        boolean greeted =
                passes(limit, Kind.FROZEN, Kind.HOST_GONE, Kind.CUT_FROM_REPLICAS) && !is(Kind.CRASHED, Kind.STOPPED);
        return greeted ? Passage.GREETS : Passage.SILENT;
    }

    // ---- the rest

    @Override
    public void tell(String word, Optional<ServerId> server, String sentence) {
        story.add(new Line(time.nanos(), word + " " + sentence));
    }

    @Override
    public void warn(String word, Optional<ServerId> server, String sentence) {
        tell(word, server, sentence);
    }

    private Hooks hooks() {
        return (Hooks) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Hooks.class},
                (proxy, method, arguments) -> new HookOutcome(HookOutcome.Kind.NOT_CONFIGURED, -1, ""));
    }

    /** A port of which the watch uses what is a method here; everything else would be an effect that it must not have. */
    private <T> T seenThrough(Class<T> port) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (p, method, arguments) -> {
                    try {
                        return getClass()
                                .getDeclaredMethod(method.getName(), method.getParameterTypes())
                                .invoke(this, arguments);
                    } catch (NoSuchMethodException e) {
                        throw new AssertionError("the watch does not need " + method, e);
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                }));
    }

    @Override
    public void close() {}
}

package io.masterha.manager.sim;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.app.rejoin.LastChange;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.Hooks;
import io.masterha.manager.port.Hosts;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.NodeTools;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.Servers;
import io.masterha.manager.port.Story;
import io.masterha.manager.port.Time;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.PromotionRule;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.TopologyText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An old source that comes back beside a new one, made from a seed; clients write wherever they can, between all effects. */
final class ReturnWorld implements Story, Time {
    private static final Duration STEP = Duration.ofSeconds(5);

    final Map<ServerId, ReturnServer> servers = new LinkedHashMap<>();
    final ReturnServer old;
    final ReturnServer source;
    final boolean gtid;
    /** How many transactions of the old source's log its disk has lost, of those that the new one has. */
    final int lost;

    /** Transactions in the old source's log when it crashed. */
    final int endAtCrash;

    final Killer killer;
    final List<List<String>> journals = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    /** What the old source's clients were told is committed. */
    final Set<String> acknowledged = new HashSet<>();

    final Map<String, List<String>> kept = new HashMap<>();
    private final Random random;
    private final boolean clientsOnBoth;
    private final LastChange change;
    private int written;
    private long nanos;

    ReturnWorld(long seed) {
        Random made = new Random(seed * 0x9E3779B97F4A7C15L);
        double failureRate = made.nextInt(3) == 0 ? 0.04 : 0;
        killer = new Killer(new Random(made.nextLong()), failureRate);
        random = new Random(made.nextLong());
        gtid = made.nextBoolean();
        old = add("s1", 1);
        source = add("s2", 2);
        add("s3", 3);
        int common = made.nextInt(6);
        for (int i = 1; i <= common; i++) {
            for (ReturnServer server : servers.values()) {
                server.write("1:" + i);
            }
        }
        acknowledged.addAll(old.rows);
        int extra = made.nextInt(3) == 0 ? 1 + made.nextInt(3) : 0;
        lost = extra == 0 && made.nextInt(4) == 0 ? Math.min(common, 1 + made.nextInt(2)) : 0;
        written = common;
        for (int i = 0; i < extra; i++) {
            writeTo(old);
        }
        for (int i = 0; i < lost; i++) {
            old.rows.remove(old.rows.size() - 1);
            old.logged.remove(old.logged.size() - 1);
        }
        endAtCrash = old.logged.size();
        BinlogPosition start = source.end();
        source.writable = true;
        old.writable = made.nextBoolean();
        clientsOnBoth = made.nextBoolean();
        ReturnServer third = server(new ServerId("s3", 3306));
        third.follows = Optional.of(
                new io.masterha.manager.port.Following(source.id, gtid ? Optional.empty() : Optional.of(start)));
        third.next = index(start);
        third.runs = true;
        third.purge = false;
        change = new LastChange(
                old.id,
                source.id,
                gtid,
                Optional.of(at(old, common)),
                Optional.of(start),
                TopologyText.parse(List.of("source s1 server_id=1 host=silent seen=-", "mode position donor=-")),
                true,
                "",
                Optional.empty(),
                "simulated");
    }

    private ReturnServer add(String name, int number) {
        ServerId id = new ServerId(name, 3306);
        ReturnServer server = new ReturnServer(this, id, number);
        servers.put(id, server);
        return server;
    }

    ReturnServer server(ServerId id) {
        return Optional.ofNullable(servers.get(id)).orElseThrow(() -> new AssertionError("no server " + id));
    }

    List<LastChange> changes() {
        return List.of(change);
    }

    Cluster cluster() {
        return new Cluster(
                "sim",
                servers.keySet().stream()
                        .map(id -> new Member(id, id.host(), PromotionRule.NEUTRAL, true, false))
                        .toList());
    }

    World world(Workers workers, List<String> journal) {
        return new World(
                Partial.of(Servers.class, new Sessions()),
                Partial.of(Hosts.class, new Object()),
                Partial.of(NodeTools.class, new ReturnNodes(this)),
                Partial.of(Hooks.class, new Object()),
                new SimJournal(killer, journal),
                this,
                this,
                Limits.USUAL,
                workers);
    }

    private void writeTo(ReturnServer server) {
        String transaction = server.number + ":" + ++written;
        server.write(transaction);
        if (server == old) {
            acknowledged.add(transaction);
        }
    }

    /** The source's clients write all the time, the old one's as long as it lets them. */
    void live() {
        if (random.nextInt(3) == 0) {
            writeTo(source);
        }
        if (old.writable && clientsOnBoth && random.nextInt(3) == 0) {
            writeTo(old);
        }
        servers.values().forEach(ReturnServer::replicate);
    }

    <T> T effect(String name, SimWorld.Effect<T> effect) {
        killer.before(name);
        live();
        if (killer.fails()) {
            throw Problem.of(SimWorld.SimError.INJECTED, name + " failed");
        }
        T result = effect.get();
        killer.after(name);
        return result;
    }

    /** Its sessions, and with them its locks, are gone; the old source may have been restarted meanwhile. */
    void managerDied(boolean restarted) {
        nanos += STEP.toNanos();
        servers.values().forEach(server -> server.locks.clear());
        // A replica that comes up writable is for the checks of its configuration, not for a rejoin.
        if (restarted && old.follows.isEmpty()) {
            old.restart();
        }
    }

    static BinlogPosition at(ReturnServer server, int transactions) {
        return new BinlogPosition(server.id.host() + "-bin.000001", 4 + 100L * transactions);
    }

    static int index(BinlogPosition position) {
        return (int) ((position.offset() - 4) / 100);
    }

    static String uuid(int number) {
        return "00000000-0000-0000-0000-00000000000" + number;
    }

    static String set(List<String> transactions) {
        Map<String, Set<Integer>> byOrigin = new TreeMap<>();
        for (String transaction : transactions) {
            String[] parts = transaction.split(":");
            byOrigin.computeIfAbsent(uuid(Integer.parseInt(parts[0])), o -> new TreeSet<>())
                    .add(Integer.valueOf(parts[1]));
        }
        List<String> sets = new ArrayList<>();
        byOrigin.forEach((uuid, numbers) -> sets.add(uuid + ":"
                + String.join(":", numbers.stream().map(String::valueOf).toList())));
        return String.join(",", sets);
    }

    /** Sessions to the servers. */
    @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called by name
    private final class Sessions {
        ServerSession session(ServerId id) {
            return Partial.of(ServerSession.class, server(id));
        }
    }

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
        nanos += Math.max(duration.toNanos(), STEP.toNanos());
        live();
    }

    @Override
    public String toString() {
        return (gtid ? "gtid" : "position") + ", lost " + lost + ", clients on both: " + clientsOnBoth + "\n"
                + String.join(
                        "\n", servers.values().stream().map(Object::toString).toList());
    }
}

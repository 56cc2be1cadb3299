package io.masterha.manager.life;

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
import java.util.Random;

/** Servers, network, clients and the clock; whoever waits lets it go on by as much. */
final class LifeWorld implements Time, Story {
    /** The end of the time that a test gives. */
    static final class EndOfTime extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final long TICK = Duration.ofMillis(100).toNanos();
    private static final long CONNECTION_TIME_OUT = Duration.ofSeconds(60).toNanos();

    final Map<ServerId, LifeServer> servers = new LinkedHashMap<>();
    final Network network = new Network();
    final List<String> story = new ArrayList<>();
    final List<Fault> faults = new ArrayList<>();
    final Clients clients;
    final ServerId first;
    private final Random random;
    private final List<Map.Entry<Long, Runnable>> later = new ArrayList<>();

    /** Who takes turns in this time; empty if there is one thread only. */
    Optional<Turns> turns = Optional.empty();

    boolean semiSync;
    /** At which moment two servers took writes at once; empty if never. */
    Optional<String> twoWritable = Optional.empty();

    private long now;
    private long wallClockOffset;
    private long end = Long.MAX_VALUE;

    LifeWorld(List<LifeServer> servers, Random random) {
        servers.forEach(server -> this.servers.put(server.id, server));
        this.first = servers.get(0).id;
        this.random = random;
        this.clients = new Clients(this, first);
    }

    void endsAfter(Duration duration) {
        end = now + duration.toNanos();
    }

    LifeServer server(ServerId id) {
        return Optional.ofNullable(servers.get(id)).orElseThrow(() -> new AssertionError("no server " + id));
    }

    boolean isOpen(String one, String other) {
        return network.isOpen(one, other, now);
    }

    boolean managerReaches(LifeServer server) {
        return server.hostUp && isOpen(Network.MANAGER, server.id.host());
    }

    // ---- Time

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Instant now() {
        return Instant.ofEpochSecond(1_000_000, now + wallClockOffset);
    }

    @Override
    public void sleep(Duration duration) {
        long until = now + duration.toNanos();
        if (turns.isPresent()) {
            turns.get().sleepUntil(until);
        } else {
            advance(until);
        }
    }

    /** The time goes on, and the world with it. */
    void advance(long until) {
        while (now < until) {
            now = Math.min(until, (now / TICK + 1) * TICK);
            if (now % TICK == 0) {
                tick();
            }
            if (now >= end) {
                throw new EndOfTime();
            }
        }
    }

    private void tick() {
        if (!later.isEmpty()) {
            List<Map.Entry<Long, Runnable>> due =
                    later.stream().filter(e -> e.getKey() <= now).toList();
            later.removeAll(due);
            due.forEach(e -> e.getValue().run());
        }
        while (!faults.isEmpty() && faults.get(0).at().toNanos() <= now) {
            strike(faults.remove(0));
        }
        clients.tick();
        int writable = 0;
        for (LifeServer server : servers.values()) {
            startIfDue(server);
            receive(server);
            apply(server);
            writable += server.takesWrites() ? 1 : 0;
        }
        if (writable > 1 && twoWritable.isEmpty()) {
            twoWritable = Optional.of("at " + now / 1_000_000 + " ms: " + servers.values());
        }
    }

    private void startIfDue(LifeServer server) {
        boolean isKept = server.heldDown || server.keptDownUntil > now;
        if (!server.processUp && server.hostUp && server.startsAt <= now && !isKept) {
            server.start();
            tell("world", Optional.of(server.id), "starts");
        }
    }

    // ---- Replication

    private void receive(LifeServer replica) {
        if (replica.follows.isEmpty() || !replica.receiverRuns || !replica.answers()) {
            return;
        }
        LifeServer source = server(replica.follows.get());
        boolean carries = source.hostUp && isOpen(replica.id.host(), source.id.host());
        if (!carries || source.frozen) {
            replica.silentSince = replica.silentSince == 0 ? now : replica.silentSince;
            return;
        }
        replica.silentSince = 0;
        if (!source.processUp) {
            return;
        }
        replica.heartbeats += replica.relay.size() == source.data.size() ? 1 : 0;
        int events = random.nextInt(8);
        while (events-- > 0 && replica.relay.size() < source.data.size()) {
            replica.partial++;
            if (replica.partial == Txn.EVENTS) {
                replica.relay.add(source.data.get(replica.relay.size()));
                replica.partial = 0;
            }
        }
    }

    /** Whether a replica says that its receiver is connected: it says so long after the last packet has come. */
    boolean believesConnected(LifeServer replica) {
        LifeServer source = server(replica.follows.orElseThrow());
        boolean isSilent = replica.silentSince != 0;
        return isSilent ? now - replica.silentSince < CONNECTION_TIME_OUT : source.processUp;
    }

    private void apply(LifeServer replica) {
        if (replica.follows.isPresent() && replica.applierRuns && replica.answers()) {
            execute(replica, random.nextInt(3));
        }
    }

    static void execute(LifeServer replica, int most) {
        for (int i = 0; i < most && replica.data.size() < replica.relay.size(); i++) {
            replica.data.add(replica.relay.get(replica.data.size()));
        }
    }

    // ---- Faults

    private void strike(Fault fault) {
        tell("world", Optional.empty(), fault.toString());
        LifeServer server = server(fault.server());
        String host = server.id.host();
        long until = now + fault.lasts().toNanos();
        switch (fault.kind()) {
            case SERVER_KILLED, SERVER_KILLED_AND_RESTARTED, REPLICA_KILLED -> {
                server.torn = random.nextInt(Txn.EVENTS);
                if (fault.kind() == Fault.Kind.SERVER_KILLED_AND_RESTARTED) {
                    server.supervisorDelayNanos = Optional.of(fault.lasts().toNanos());
                }
                server.crash(now);
            }
            case SERVER_HANGS, SHORT_FREEZE -> {
                server.frozen = true;
                after(fault.lasts(), () -> server.frozen = false);
            }
            case HOST_GONE, HOST_REBOOTS -> {
                server.hostUp = false;
                server.crash(now);
                server.heldDown = false;
                after(fault.lasts(), () -> {
                    server.hostUp = true;
                    server.bootedAt = now;
                    server.startsAt = now;
                });
            }
            case SOURCE_CUT_OFF, SHORT_CUT -> {
                cutFromManager(server, until);
                network.cut(Network.CLIENTS, host, until);
                cutFromServers(server, until);
            }
            case MANAGER_CUT_FROM_SOURCE -> cutFromManager(server, until);
            case MANAGER_CUT_OFF -> servers.values().forEach(s -> cutFromManager(s, until));
            case REPLICAS_CUT_FROM_SOURCE -> cutFromServers(server, until);
            case REFUSES_CLIENTS -> {
                server.refusesClients = true;
                after(fault.lasts(), () -> server.refusesClients = false);
            }
            case CLOCK_JUMPS ->
                wallClockOffset +=
                        Duration.ofSeconds(random.nextInt(7200) - 3600).toNanos();
            case NOTHING -> {}
        }
    }

    private void cutFromManager(LifeServer server, long until) {
        network.cut(Network.MANAGER, server.id.host(), until);
        server.heldDown = false;
    }

    private void cutFromServers(LifeServer server, long until) {
        for (LifeServer other : servers.values()) {
            if (!other.equals(server)) {
                network.cut(server.id.host(), other.id.host(), until);
            }
        }
    }

    private void after(Duration duration, Runnable change) {
        later.add(Map.entry(now + duration.toNanos(), change));
    }

    // ---- Story

    @Override
    public void tell(String word, Optional<ServerId> server, String sentence) {
        story.add(now / 1_000_000 + " " + word + " "
                + server.map(ServerId::toString).orElse("--") + " " + sentence);
    }

    @Override
    public void warn(String word, Optional<ServerId> server, String sentence) {
        tell(word, server, "WARNING " + sentence);
    }
}

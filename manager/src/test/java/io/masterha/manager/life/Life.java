package io.masterha.manager.life;

import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.failover.Failover;
import io.masterha.manager.app.failover.Interrupted;
import io.masterha.manager.app.watch.Monitor;
import io.masterha.manager.app.watch.WatchPolicy;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.plan.ElectionPolicy;
import io.masterha.manager.plan.FailoverPolicy;
import io.masterha.manager.plan.FencePolicy;
import io.masterha.manager.plan.LossPolicy;
import io.masterha.manager.plan.Safety;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.WitnessStore;
import io.masterha.manager.sim.Killer;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.PromotionRule;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Witness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** One life of a cluster, made from a seed: what it consists of, what goes wrong, and the managers that look after it. */
final class Life {
    private static final Duration WATCHED = Duration.ofMinutes(2);
    private static final Duration AFTERWARDS = Duration.ofSeconds(45);
    private static final Duration NEXT_MANAGER = Duration.ofSeconds(5);

    final LifeWorld world;
    final LifePorts ports;
    final Fault fault;
    final FailoverPolicy policy;
    final boolean isManagerKilled;
    final Cluster cluster;
    private final Workers workers;
    private final WitnessStore witnesses = new Remembered();
    Optional<FailoverReport> report = Optional.empty();
    /** How long the first source had been silent when it was declared dead; empty if it was not. */
    Optional<Duration> timeToVerdict = Optional.empty();

    private Life(
            LifeWorld world,
            LifePorts ports,
            Fault fault,
            FailoverPolicy policy,
            boolean isManagerKilled,
            Cluster cluster,
            Workers workers) {
        this.world = world;
        this.ports = ports;
        this.fault = fault;
        this.policy = policy;
        this.isManagerKilled = isManagerKilled;
        this.cluster = cluster;
        this.workers = workers;
    }

    static Life of(long seed, Workers workers) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        List<LifeServer> servers = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        int count = 2 + random.nextInt(4);
        for (int i = 1; i <= count; i++) {
            LifeServer server = new LifeServer(new ServerId("s" + i, 3306), i);
            servers.add(server);
            boolean mayLead = i == 1 || random.nextInt(8) > 0;
            members.add(new Member(
                    server.id, server.id.host(), mayLead ? PromotionRule.NEUTRAL : PromotionRule.NEVER, true, false));
            if (i == 1) {
                server.writable = true;
            } else {
                server.follows = Optional.of(servers.get(0).id);
                server.receiverRuns = true;
                server.applierRuns = true;
            }
        }
        LifeWorld world = new LifeWorld(servers, new Random(random.nextLong()));
        world.semiSync = random.nextInt(3) == 0;
        Killer killer = new Killer(new Random(random.nextLong()), 0);
        Fault fault = fault(random, servers);
        world.faults.add(fault);
        if (random.nextInt(3) == 0) {
            world.faults.add(noise(random, servers, fault));
        }
        world.faults.sort(Comparator.comparing(Fault::at));
        boolean isManagerKilled = random.nextInt(3) == 0;
        if (isManagerKilled) {
            killer.killAt(1 + random.nextInt(60), random.nextBoolean());
        }
        ElectionPolicy election = new ElectionPolicy(
                random.nextBoolean() ? ElectionPolicy.Kind.MHA : ElectionPolicy.Kind.DOMINANCE, Optional.empty());
        FencePolicy fence = random.nextBoolean() ? FencePolicy.STRICT : FencePolicy.BEST_EFFORT;
        LossPolicy loss = any(List.of(LossPolicy.values()), random);
        FailoverPolicy policy = new FailoverPolicy(election, true, true, true, true).with(new Safety(fence, loss));
        return new Life(
                world,
                new LifePorts(world, random.nextBoolean(), killer),
                fault,
                policy,
                isManagerKilled,
                new Cluster("life", members),
                workers);
    }

    private static Fault fault(Random random, List<LifeServer> servers) {
        Fault.Kind kind = any(List.of(Fault.Kind.values()), random);
        Duration at = Duration.ofMillis(2000 + random.nextInt(10_000));
        ServerId source = servers.get(0).id;
        return switch (kind) {
            case SERVER_KILLED, NOTHING, CLOCK_JUMPS -> new Fault(at, kind, source, Fault.FOR_EVER);
            case SERVER_KILLED_AND_RESTARTED ->
                new Fault(at, kind, source, Duration.ofMillis(100 + random.nextInt(20_000)));
            case HOST_GONE -> new Fault(at, kind, source, Fault.FOR_EVER);
            case HOST_REBOOTS, SOURCE_CUT_OFF, SERVER_HANGS ->
                new Fault(at, kind, source, Duration.ofSeconds(1 + random.nextInt(120)));
            case SHORT_FREEZE, SHORT_CUT -> new Fault(at, kind, source, Duration.ofMillis(100 + random.nextInt(4_900)));
            case MANAGER_CUT_FROM_SOURCE, MANAGER_CUT_OFF, REPLICAS_CUT_FROM_SOURCE, REFUSES_CLIENTS ->
                new Fault(at, kind, source, Duration.ofSeconds(1 + random.nextInt(50)));
            case REPLICA_KILLED -> new Fault(at, kind, servers.get(servers.size() - 1).id, Fault.FOR_EVER);
        };
    }

    private static <T> T any(List<T> things, Random random) {
        return things.get(random.nextInt(things.size()));
    }

    /** Something harmless beside it: a replica that lags since, or is down, or a clock that jumps. */
    private static Fault noise(Random random, List<LifeServer> servers, Fault fault) {
        Fault.Kind kind = any(
                List.of(Fault.Kind.CLOCK_JUMPS, Fault.Kind.REPLICA_KILLED, Fault.Kind.REPLICAS_CUT_FROM_SOURCE),
                random);
        Duration at = fault.at().minusMillis(random.nextInt(1500));
        return kind == Fault.Kind.REPLICA_KILLED
                ? new Fault(at, kind, servers.get(servers.size() - 1).id, Fault.FOR_EVER)
                : new Fault(at, kind, servers.get(0).id, Duration.ofSeconds(3));
    }

    /** Lives it: managers one after the other until the time is over, then everything heals. */
    Life live() {
        world.endsAfter(WATCHED);
        boolean goesOn = true;
        while (goesOn) {
            try {
                goesOn = oneManager();
            } catch (Killer.ManagerKilled killed) {
                world.tell("world", Optional.empty(), "the manager is killed");
                ports.managerDied();
                try {
                    world.sleep(NEXT_MANAGER);
                } catch (LifeWorld.EndOfTime end) {
                    goesOn = false;
                }
            } catch (LifeWorld.EndOfTime end) {
                goesOn = false;
            }
        }
        world.endsAfter(AFTERWARDS.plusSeconds(1));
        world.network.heal();
        world.sleep(AFTERWARDS);
        return this;
    }

    /** The manager may be killed between the last line of the journal and its report. */
    boolean isDoneInTheJournal() {
        return ports.journal.stream().anyMatch(line -> line.contains("\"event\":\"end\""));
    }

    /** @return whether the manager has to be started again */
    private boolean oneManager() {
        io.masterha.manager.app.World seen = ports.forOneManager(workers, Limits.USUAL);
        Failover failover = new Failover(seen, cluster, policy);
        Interrupted interrupted = new Interrupted(seen, cluster, failover, new Journal(ports, world));
        Optional<FailedSource> left = interrupted.failedSource();
        if (left.isPresent()) {
            if (interrupted.way(() -> monitor(seen).isDead()) == Interrupted.Way.UNDO) {
                interrupted.undo();
                ports.journal.clear();
                return true;
            }
            report = Optional.of(failover.run(left.get()));
            return false;
        }
        if (!ports.journal.isEmpty()) {
            return false;
        }
        FailedSource dead = monitor(seen).untilDead();
        timeToVerdict =
                Optional.of(Duration.ofNanos(world.nanos()).minus(fault.at()).plus(Duration.ZERO));
        report = Optional.of(failover.run(dead));
        return false;
    }

    /** A file in the work directory, which a manager that is started later reads. */
    private static final class Remembered implements WitnessStore {
        private final Map<ServerId, Witness> kept = new HashMap<>();

        @Override
        public Optional<Witness> last(ServerId source) {
            return Optional.ofNullable(kept.get(source));
        }

        @Override
        public void keep(ServerId source, Witness witness) {
            kept.put(source, witness);
        }
    }

    Monitor monitor(io.masterha.manager.app.World seen) {
        return new Monitor(
                seen,
                new LifeWitnesses(ports),
                cluster,
                world.first,
                1,
                WatchPolicy.usual(PingType.SELECT, Limits.USUAL.pingInterval()),
                witnesses,
                state -> {});
    }
}

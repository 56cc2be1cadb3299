package io.masterha.manager.sim;

import io.masterha.manager.app.Cluster;
import io.masterha.manager.plan.ElectionPolicy;
import io.masterha.manager.plan.FailoverPolicy;
import io.masterha.manager.plan.FencePolicy;
import io.masterha.manager.plan.LossPolicy;
import io.masterha.manager.plan.Safety;
import io.masterha.manager.port.Following;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.PromotionRule;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A cluster at the death of its source, made from a seed: the same seed, the same cluster. */
final class Scenario {
    final SimWorld world;
    final Cluster cluster;
    final FailedSource dead;
    final double failureRate;
    final FailoverPolicy policy;

    private Scenario(
            SimWorld world,
            Cluster cluster,
            FailedSource dead,
            double failureRate,
            ElectionPolicy.Kind election,
            LossPolicy loss) {
        this.world = world;
        this.cluster = cluster;
        this.dead = dead;
        this.failureRate = failureRate;
        FencePolicy fence = world.demandsProof ? FencePolicy.STRICT : FencePolicy.BEST_EFFORT;
        this.policy = new FailoverPolicy(new ElectionPolicy(election, Optional.empty()), true, true, true, true)
                .with(new Safety(fence, loss));
    }

    static Scenario of(long seed) {
        // Neighbouring seeds of this generator begin alike.
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        double failureRate = random.nextBoolean() ? 0 : 0.04;
        SimLog log = log(random);
        ServerId source = new ServerId("s1", 3306);
        SimWorld world = new SimWorld(log, source, new Killer(new Random(random.nextLong()), failureRate));
        world.gtid = random.nextBoolean();
        // Of its own, so that the other seeds stay what they were.
        world.byPosition = world.gtid && Math.floorMod(seed, 5) == 0;
        world.hostAnswers = random.nextInt(10) < 8;
        world.sourceUp = random.nextInt(10) == 0 && world.hostAnswers;
        List<Member> members = new ArrayList<>();
        members.add(member(source, PromotionRule.NEUTRAL));
        int replicas = 1 + random.nextInt(5);
        for (int i = 0; i < replicas; i++) {
            ServerId id = new ServerId("s" + (i + 2), 3306);
            world.servers.put(id, replica(id, i + 2, log, random));
            members.add(new Member(
                    id,
                    id.host(),
                    rule(random),
                    random.nextInt(4) > 0,
                    false,
                    random.nextInt(4) > 0,
                    false,
                    random.nextInt(6) == 0,
                    world.byPosition));
        }
        thirdTier(world, members, random);
        if (random.nextInt(5) == 0) {
            int all = (int) ((log.end() - SimLog.HEADER) / SimLog.EVENT);
            long events = random.nextInt(3) > 0 ? all : random.nextInt(all + 1);
            world.copies.put(new ServerId("binlog1", 3306), SimLog.HEADER + events * SimLog.EVENT);
        }
        ElectionPolicy.Kind election = random.nextBoolean() ? ElectionPolicy.Kind.MHA : ElectionPolicy.Kind.DOMINANCE;
        world.demandsProof = random.nextInt(3) == 0;
        world.hasPowerScript = random.nextInt(3) == 0;
        LossPolicy loss = List.of(LossPolicy.REFUSE, LossPolicy.BOUNDED, LossPolicy.ACCEPT)
                .get(random.nextInt(3));
        Optional<Witness> seen = random.nextInt(5) == 0 ? Optional.empty() : Optional.of(witness(world, random));
        world.servers.values().forEach(server -> server.errant = random.nextInt(8) == 0 ? 1 + random.nextInt(3) : 0);
        return new Scenario(
                world,
                new Cluster("sim", members, List.copyOf(world.copies.keySet())),
                new FailedSource(source, 1, true, seen),
                failureRate,
                election,
                loss);
    }

    /**
     * The last look, at some transaction's end. Of a source that does not wait for its disk a host that restarted since may
     * have lost what it had logged last, and the manager may have seen that.
     */
    private static Witness witness(SimWorld world, Random random) {
        long syncBinlog = random.nextInt(4) > 0 ? 1 : 0;
        if (syncBinlog == 0 && random.nextInt(3) == 0) {
            world.hostUp = Duration.ofSeconds(1);
            world.lostOnDisk = random.nextInt(3);
        }
        int seen = random.nextInt(world.log.transactions() + world.lostOnDisk + 1);
        int logged = Math.min(seen, world.log.transactions());
        return new Witness(
                SimLog.at(world.log.endOf(logged) + (seen - logged) * 3L * SimLog.EVENT + (seen > logged ? 100 : 0)),
                world.gtid && seen > 0 ? SimSession.SOURCE + ":1-" + seen : "",
                "",
                SimSession.SOURCE,
                syncBinlog,
                Instant.EPOCH.minusSeconds(3),
                Duration.ZERO);
    }

    /** In some clusters the first replica has a replica of its own. */
    private static void thirdTier(SimWorld world, List<Member> members, Random random) {
        if (random.nextInt(4) > 0) {
            return;
        }
        ServerId id = new ServerId("s9", 3306);
        SimServer server = new SimServer(id, 9);
        server.alive = random.nextInt(6) > 0;
        server.isThirdTier = true;
        server.receiverRuns = true;
        server.received = SimLog.HEADER;
        server.relayFrom = SimLog.HEADER;
        server.follows = Optional.of(new Following(members.get(1).id(), Optional.empty()));
        world.servers.put(id, server);
        members.add(new Member(id, id.host(), PromotionRule.NEUTRAL, true, false, true, true, false, false));
    }

    private static PromotionRule rule(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> PromotionRule.NEVER;
            case 1 -> PromotionRule.PREFER;
            default -> PromotionRule.NEUTRAL;
        };
    }

    private static Member member(ServerId id, PromotionRule rule) {
        return new Member(id, id.host(), rule, true, false);
    }

    private static SimLog log(Random random) {
        List<Integer> transactions = new ArrayList<>();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            transactions.add(3 + random.nextInt(4));
        }
        return new SimLog(transactions, random.nextInt(4));
    }

    private static SimServer replica(ServerId id, int number, SimLog log, Random random) {
        SimServer server = new SimServer(id, number);
        server.alive = random.nextInt(12) > 0;
        server.receiverRuns = random.nextInt(5) > 0;
        server.applierRuns = random.nextInt(5) > 0;
        server.applierBroken = random.nextInt(12) == 0;
        server.delaySeconds = random.nextInt(6) == 0 ? 3600 : 0;
        server.relayLogPurge = random.nextBoolean();
        long events = (log.end() - SimLog.HEADER) / SimLog.EVENT;
        long behind = random.nextInt(3) == 0 ? 0 : random.nextInt((int) events + 1);
        server.received = log.end() - behind * SimLog.EVENT;
        int complete = log.completeAt(server.received);
        int executed = random.nextBoolean() ? complete : random.nextInt(complete + 1);
        for (int i = 0; i < executed; i++) {
            server.data.add(i);
        }
        server.relayFrom = random.nextInt(3) == 0 ? log.endOf(executed) : SimLog.HEADER;
        return server;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("source s1 ends at " + world.log.end() + ", complete up to "
                + world.log.completeEnd() + " (" + world.log.transactions() + " transactions), host answers: "
                + world.hostAnswers + ", gtid: " + world.gtid + ", seen: " + dead.witness() + ", lost on its disk: "
                + world.lostOnDisk + ", policy: " + policy.safety() + "\n");
        world.servers.values().forEach(server -> text.append(server).append('\n'));
        world.copies.forEach((id, end) ->
                text.append(id).append(" has a copy up to ").append(end).append('\n'));
        return text.toString();
    }
}

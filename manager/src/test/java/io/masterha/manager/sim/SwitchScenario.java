package io.masterha.manager.sim;

import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.switchover.SwitchoverRequest;
import io.masterha.manager.plan.ElectionPolicy;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.PromotionRule;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A living cluster and an order to switch, made from a seed: the same seed, the same cluster. */
final class SwitchScenario {
    static final ServerId SOURCE = new ServerId("s1", 3306);
    final SwitchWorld world;
    final Cluster cluster;
    final SwitchoverRequest request;
    final double failureRate;

    private SwitchScenario(SwitchWorld world, Cluster cluster, SwitchoverRequest request, double failureRate) {
        this.world = world;
        this.cluster = cluster;
        this.request = request;
        this.failureRate = failureRate;
    }

    static SwitchScenario of(long seed) {
        // Neighbouring seeds give Random the same first answers: then all of them failed, or none.
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        double failureRate = random.nextBoolean() ? 0 : 0.04;
        SwitchWorld world =
                new SwitchWorld(new Killer(new Random(random.nextLong()), failureRate), new Random(random.nextLong()));
        world.gtid = random.nextBoolean();
        world.scriptOpens = random.nextBoolean();
        world.hostsAnswer = random.nextInt(4) > 0;
        boolean hasSuper = random.nextBoolean();
        boolean script = random.nextBoolean();
        world.address = script ? Optional.of(SOURCE) : Optional.empty();
        List<Member> members = new ArrayList<>();
        int replicas = 1 + random.nextInt(4);
        int rows = random.nextInt(8);
        for (int n = 1; n <= replicas + 1; n++) {
            SwitchServer server = new SwitchServer(new ServerId("s" + n, 3306), n);
            server.hasSuper = hasSuper;
            if (n == 1) {
                server.events = random.nextBoolean();
                server.privilegedClient = random.nextBoolean();
            } else {
                server.follows = Optional.of(SOURCE);
                server.readOnly = true;
                server.receiverRuns = true;
                server.applierRuns = true;
            }
            for (int row = 0; row < rows; row++) {
                server.data.add(-1 - row);
            }
            world.servers.put(server.id, server);
            members.add(new Member(server.id, server.id.host(), rule(n, random), true, false));
        }
        if (failureRate > 0 && random.nextInt(3) == 0) {
            ServerId victim = new ServerId("s" + (1 + random.nextInt(replicas + 1)), 3306);
            world.deaths.put(victim, 1 + random.nextInt(25));
        }
        SwitchoverRequest request = new SwitchoverRequest(
                ElectionPolicy.USUAL,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofSeconds(10),
                random.nextBoolean(),
                random.nextInt(4) > 0,
                true,
                random.nextBoolean(),
                true,
                script,
                true,
                true);
        world.scriptGoesOn = random.nextBoolean();
        return new SwitchScenario(world, new Cluster("sim", members), request, failureRate);
    }

    private static PromotionRule rule(int n, Random random) {
        boolean mayLead = n <= 2 || random.nextInt(4) > 0;
        return mayLead ? PromotionRule.NEUTRAL : PromotionRule.NEVER;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("gtid=" + world.gtid + " script=" + request.movesAddress() + " opens="
                + world.scriptOpens + " goes on=" + world.scriptGoesOn + " deaths=" + world.deaths + " old follows="
                + request.oldFollows() + "\n");
        world.servers.values().forEach(server -> text.append(server).append('\n'));
        return text.toString();
    }
}

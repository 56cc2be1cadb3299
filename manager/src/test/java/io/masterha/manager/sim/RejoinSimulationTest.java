package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.app.World;
import io.masterha.manager.app.rejoin.Rejoin;
import io.masterha.manager.app.rejoin.RejoinPolicy;
import io.masterha.manager.app.rejoin.ReturnLook;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.RejoinReport;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.topology.ReturnedServers.Returned;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An old source comes back equal, with less, with more, writable; and the manager is killed at every effect. */
@Execution(ExecutionMode.CONCURRENT)
class RejoinSimulationTest {
    private static final int USUAL_SEEDS = 3000;
    private static final int ROUNDS = 12;
    private static final List<RejoinPolicy> POLICIES = List.of(RejoinPolicy.values());
    private static final Workers ONE_AFTER_THE_OTHER = Workers.sideBySide(1);

    @AfterAll
    static void stop() {
        ONE_AFTER_THE_OTHER.close();
    }

    @Test
    void whenever_the_manager_is_killed_the_old_source_ends_behind_the_new_one_or_closed_with_all_it_has() {
        int seeds = Math.min(USUAL_SEEDS, Integer.getInteger("sim.seeds", USUAL_SEEDS));
        Map<String, Integer> ends = new TreeMap<>();
        for (long seed = 1; seed <= seeds; seed++) {
            Random random = new Random((seed + 1) * 0x9E3779B97F4A7C15L);
            RejoinPolicy policy = POLICIES.get(random.nextInt(3));
            ReturnWorld calm = new ReturnWorld(seed);
            calm.killer.neverAgain();
            ends.merge(play(seed, calm, policy, false), 1, Integer::sum);
            ReturnWorld killed = new ReturnWorld(seed);
            killed.killer.killAt(1 + random.nextInt(Math.max(1, calm.killer.effects())), random.nextBoolean());
            ends.merge("killed, " + play(seed, killed, policy, random.nextInt(3) == 0), 1, Integer::sum);
        }
        System.out.println("rejoin, " + seeds + " seeds: " + ends);
        if (seeds >= 300) {
            for (String end :
                    List.of("follows", "follows, rewound", "follows, had lost some", "closed, with more", "closed")) {
                assertTrue(ends.containsKey(end) && ends.containsKey("killed, " + end), end + " is not in " + ends);
            }
        }
    }

    @Test
    void every_single_effect_of_some_rejoins_is_a_place_to_crash() {
        for (long seed = 1; seed <= 60; seed++) {
            for (RejoinPolicy policy : RejoinPolicy.values()) {
                ReturnWorld calm = new ReturnWorld(seed);
                calm.killer.neverAgain();
                play(seed, calm, policy, false);
                for (int effect = 1; effect <= calm.killer.effects(); effect++) {
                    for (boolean after : new boolean[] {false, true}) {
                        ReturnWorld world = new ReturnWorld(seed);
                        world.killer.killAt(effect, after);
                        play(seed, world, policy, effect % 3 == 0);
                    }
                }
            }
        }
    }

    /** Round after round, as a manager that keeps watching does; how it ended. */
    private static String play(long seed, ReturnWorld world, RejoinPolicy policy, boolean restarts) {
        try {
            boolean isSettled = false;
            for (int round = 0; round < ROUNDS && !isSettled; round++) {
                try {
                    isSettled = round(world, policy);
                } catch (Killer.ManagerKilled killed) {
                    world.managerDied(restarts);
                    world.killer.neverAgain();
                }
            }
            assertTrue(isSettled, "no end after " + ROUNDS + " rounds");
            return judge(world, policy);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + ", " + policy + ": " + e.getMessage() + "\n--- now\n" + world
                            + "\n--- at the start\n"
                            + new ReturnWorld(seed) + "\n--- effects\n" + String.join("\n", world.killer.trace())
                            + "\n--- story\n" + String.join("\n", world.story),
                    e);
        }
    }

    /** One look and what follows from it; whether everything is settled. */
    private static boolean round(ReturnWorld world, RejoinPolicy policy) {
        world.live();
        for (List<String> journal : world.journals) {
            World resumed = world.world(ONE_AFTER_THE_OTHER, journal);
            if (new Journal(resumed.journalStore(), world).isUnfinished()) {
                Optional<RejoinReport> report =
                        new Rejoin(resumed, world.cluster(), world.changes(), policy, () -> {}).resume();
                if (report.filter(r -> r.exitCode() == 1).isPresent()) {
                    return false;
                }
            }
        }
        List<String> journal = new ArrayList<>();
        world.journals.add(journal);
        World fresh = world.world(ONE_AFTER_THE_OTHER, journal);
        Rejoin rejoin = new Rejoin(fresh, world.cluster(), world.changes(), policy, () -> {});
        ReturnLook look = ReturnLook.at(fresh, world.cluster(), world.changes());
        assertEquals(
                Optional.of(world.source.id),
                look.source().source(),
                look.source().because());
        Optional<Returned> returned = look.returned().stream()
                .filter(r -> r.id().equals(world.old.id))
                .findFirst();
        assertEquals(returned.isPresent() ? 1 : 0, look.returned().size(), "somebody else is said to have come back");
        if (returned.isEmpty()) {
            // A replica that its configuration lets come up writable is for the checks, not for a rejoin.
            return true;
        }
        RejoinReport report = rejoin.run(look, returned.get());
        if (report.outcome() == RejoinReport.Outcome.FAILED) {
            return false;
        }
        assertFalse(world.old.writable, "not closed: " + report);
        return true;
    }

    private static String judge(ReturnWorld world, RejoinPolicy policy) {
        ReturnServer old = world.old;
        ReturnServer source = world.source;
        for (int i = 0; i < 3; i++) {
            world.live();
        }
        assertTrue(source.writable && source.follows.isEmpty(), "the source was changed");
        assertEquals(new HashSet<>(old.rows).size(), old.rows.size(), "something was executed twice");
        Set<String> somewhere = new HashSet<>(source.rows);
        somewhere.addAll(old.rows);
        world.kept.values().forEach(somewhere::addAll);
        Set<String> gone = new HashSet<>(world.acknowledged);
        gone.removeAll(somewhere);
        assertEquals(Set.of(), gone, "acknowledged transactions are nowhere any more");
        Set<String> more = new HashSet<>(old.rows);
        more.removeAll(source.rows);
        if (old.follows.isPresent()) {
            assertEquals(Optional.of(source.id), old.follows.map(f -> f.source()));
            assertTrue(old.runs, "its replication does not run");
            assertEquals(new HashSet<>(source.rows), new HashSet<>(old.rows), "it follows, and differs");
            assertEquals(old.number, old.serverId, "it has somebody else's server_id");
            assertTrue(policy != RejoinPolicy.REPORT, "it was attached, and nobody wanted that");
            boolean isRewound = world.kept.values().stream().anyMatch(list -> !list.isEmpty());
            assertTrue(!isRewound || policy == RejoinPolicy.REWIND, "it was rewound, and nobody wanted that");
            return isRewound ? "follows, rewound" : world.lost > 0 ? "follows, had lost some" : "follows";
        }
        assertFalse(old.writable, "it follows nobody and takes writes");
        boolean couldFollow = more.isEmpty() && (world.gtid || world.lost == 0);
        assertTrue(policy == RejoinPolicy.REPORT || !couldFollow, "it could have followed");
        assertTrue(policy != RejoinPolicy.REWIND || more.isEmpty() || world.lost > 0, "it could have been rewound");
        return more.isEmpty() ? "closed" : "closed, with more";
    }
}

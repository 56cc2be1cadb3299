package io.masterha.manager.cli.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.app.watch.VirtualTime;
import io.masterha.manager.detect.Brake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Many clusters die, come back and fail over in a time of the test's; the brake holds whatever the seed. */
class TurnsTest {
    private static final Duration COUNT = Duration.ofSeconds(6);
    private static final Duration TICK = Duration.ofMillis(500);

    @Test
    void who_waits_hears_at_once_that_another_failover_has_ended_and_misses_nothing_that_came_before_the_wait() {
        Turns turns = new Turns(new Brake(1, 100), new VirtualTime(), COUNT);
        assertEquals(Brake.Kind.GO, turns.ask("a").kind());
        long news = turns.news();
        assertEquals(Brake.Kind.TURN, turns.ask("b").kind());
        turns.ends("a");
        // Ten minutes would be noticed.
        turns.awaitNews(news, Duration.ofMinutes(10));
        assertEquals(Brake.Kind.GO, turns.ask("b").kind());
    }

    /** One cluster: alive until it dies, noticed a while later, asking from then on, failing over for a while. */
    private static final class Life {
        final String name;
        final long dies;
        final long noticed;
        final long comesBack;
        final long takes;
        boolean asks;
        long begun = -1;
        long ended = -1;

        Life(String name, long dies, long noticed, long comesBack, long takes) {
            this.name = name;
            this.dies = dies;
            this.noticed = noticed;
            this.comesBack = comesBack;
            this.takes = takes;
        }
    }

    /** What became of one run. */
    private record Run(List<Life> lives, int most, boolean begunInMass, boolean wasMass) {}

    private static Run run(Brake brake, List<Life> lives, int seconds) {
        VirtualTime time = new VirtualTime();
        Turns turns = new Turns(brake, time, COUNT);
        lives.forEach(life -> turns.saw(life.name, false));
        int most = 0;
        boolean begunInMass = false;
        boolean wasMass = false;
        for (long tick = 0; tick < seconds * 2L; tick++, time.sleep(TICK)) {
            for (Life life : lives) {
                look(turns, life, tick);
            }
            wasMass |= turns.isMass();
            for (Life life : lives) {
                if (life.asks && life.begun < 0) {
                    boolean mass = turns.isMass();
                    if (turns.ask(life.name).kind() == Brake.Kind.GO) {
                        begunInMass |= mass;
                        life.begun = tick;
                    }
                }
                if (life.begun >= 0 && life.ended < 0 && tick >= life.begun + life.takes) {
                    life.ended = tick;
                    turns.ends(life.name);
                    turns.saw(life.name, false);
                }
            }
            most = Math.max(most, turns.scene().running());
        }
        return new Run(lives, most, begunInMass, wasMass);
    }

    private static void look(Turns turns, Life life, long tick) {
        boolean isBack = tick >= life.comesBack;
        if (life.begun < 0 && isBack && life.asks) {
            life.asks = false;
            turns.ends(life.name);
        } else if (life.begun < 0 && tick >= life.noticed && !isBack) {
            life.asks = true;
        }
        if (life.begun < 0) {
            turns.saw(life.name, tick >= life.dies && !isBack);
        }
    }

    private static List<Life> lives(Random random, int number, int dying, int within, boolean comeBack) {
        List<Life> lives = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            long dies = i < dying ? random.nextInt(within) : Long.MAX_VALUE;
            long noticed = dies == Long.MAX_VALUE ? dies : dies + 1 + random.nextInt(20);
            long back = comeBack && dies != Long.MAX_VALUE ? 120 : Long.MAX_VALUE;
            lives.add(new Life("c" + i, dies, noticed, back, 1 + random.nextInt(30)));
        }
        return lives;
    }

    @Test
    void fifty_of_five_hundred_fail_over_five_at_a_time_and_all_of_them_in_the_end() {
        for (int seed = 0; seed < 20; seed++) {
            String seeded = "seed " + seed;
            Run run = run(new Brake(5, 30), lives(new Random(seed), 500, 50, 6, false), 600);
            assertEquals(5, run.most(), seeded);
            assertFalse(run.wasMass(), seeded);
            assertEquals(50, run.lives().stream().filter(l -> l.ended >= 0).count(), seeded);
        }
    }

    @Test
    void nobody_fails_over_when_the_manager_is_cut_off_and_all_are_watched_on_when_it_is_back() {
        for (int seed = 0; seed < 20; seed++) {
            String seeded = "seed " + seed;
            Run run = run(new Brake(5, 30), lives(new Random(seed), 500, 400, 6, true), 600);
            assertTrue(run.wasMass(), seeded);
            assertFalse(run.begunInMass(), seeded);
            assertEquals(0, run.lives().stream().filter(l -> l.begun >= 120).count(), seeded);
        }
    }

    @Test
    void a_cut_that_is_noticed_everywhere_within_the_time_of_a_count_lets_nobody_go() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<Life> lives = new ArrayList<>();
            // Cut at 0; every silence is seen within 3 s (6 ticks), and no verdict comes before that.
            for (int i = 0; i < 100; i++) {
                lives.add(new Life("c" + i, random.nextInt(6), 6 + random.nextInt(12), Long.MAX_VALUE, 5));
            }
            Run run = run(new Brake(5, 30), lives, 300);
            assertEquals(0, run.lives().stream().filter(l -> l.begun >= 0).count(), "seed " + seed);
        }
    }

    @Test
    void any_fleet_keeps_both_limits() {
        for (int seed = 0; seed < 300; seed++) {
            String seeded = "seed " + seed;
            Random random = new Random(seed);
            Brake brake = new Brake(1 + random.nextInt(6), random.nextInt(101));
            int number = 1 + random.nextInt(60);
            Run run = run(
                    brake,
                    lives(random, number, random.nextInt(number + 1), 1 + random.nextInt(60), random.nextBoolean()),
                    300);
            assertTrue(run.most() <= brake.atOnce(), seeded);
            assertFalse(run.begunInMass(), seeded);
        }
    }

    @Test
    void a_cluster_that_gives_way_holds_nobody_up() {
        VirtualTime time = new VirtualTime();
        Turns turns = new Turns(new Brake(1, 100), time, COUNT);
        for (String name : List.of("a", "b", "c")) {
            turns.saw(name, true);
        }
        assertEquals(Brake.Kind.GO, turns.ask("a").kind());
        assertEquals(Brake.Kind.TURN, turns.ask("b").kind());
        assertEquals(Brake.Kind.TURN, turns.ask("c").kind());
        turns.ends("b");
        turns.ends("a");
        assertEquals(Brake.Kind.GO, turns.ask("c").kind());
        turns.leaves("c");
        assertEquals(2, turns.scene().watched());
        assertEquals(0, turns.scene().silent());
    }

    @Test
    void an_unfinished_failover_goes_on_in_a_mass_failure() {
        Turns turns = new Turns(new Brake(1, 30), new VirtualTime(), COUNT);
        for (String name : List.of("a", "b", "c")) {
            turns.saw(name, true);
        }
        assertEquals(Brake.Kind.MASS, turns.ask("a").kind());
        turns.ends("a");
        assertEquals(Brake.Kind.GO, turns.askToGoOn("b").kind());
        assertEquals(Brake.Kind.TURN, turns.askToGoOn("c").kind());
    }
}

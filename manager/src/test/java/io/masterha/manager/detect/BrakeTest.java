package io.masterha.manager.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.detect.Brake.Kind;
import io.masterha.manager.detect.Brake.Scene;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Small fleets have few scenes: all of them are tried with many settings, against the rules in other words. */
class BrakeTest {
    private static final List<Integer> PERCENTS = List.of(0, 1, 10, 30, 34, 50, 99, 100);

    private static void everywhere(BiConsumer<Brake, Scene> check) {
        for (int percent : PERCENTS) {
            for (int atOnce = 1; atOnce <= 6; atOnce++) {
                Brake brake = new Brake(atOnce, percent);
                for (int watched = 1; watched <= 12; watched++) {
                    for (int silent = 1; silent <= watched; silent++) {
                        for (int running = 0; running < silent; running++) {
                            for (int before = 0; before < silent - running; before++) {
                                check.accept(brake, new Scene(watched, silent, running, before, false));
                                check.accept(brake, new Scene(watched, silent, running, before, true));
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void nobody_goes_while_more_look_dead_together_than_may_be_believed() {
        everywhere((brake, scene) -> {
            boolean isMass =
                    scene.silent() > 1 && (double) scene.silent() / scene.watched() > brake.massPercent() / 100.0;
            assertEquals(isMass, brake.judge(scene).kind() == Kind.MASS, () -> brake + " " + scene);
        });
    }

    @Test
    void nobody_goes_beyond_the_number_that_may_run_at_once() {
        everywhere((brake, scene) -> {
            if (brake.judge(scene).kind() == Kind.GO) {
                assertTrue(scene.running() + scene.before() < brake.atOnce(), () -> brake + " " + scene);
            }
        });
    }

    @Test
    void a_cluster_that_dies_alone_goes_at_once_however_few_are_watched() {
        everywhere((brake, scene) -> {
            if (scene.silent() == 1) {
                assertEquals(Kind.GO, brake.judge(scene).kind(), () -> brake + " " + scene);
            }
        });
    }

    @Test
    void who_has_waited_long_enough_and_is_next_goes_unless_it_is_a_mass() {
        everywhere((brake, scene) -> {
            if (scene.counted() && scene.running() + scene.before() < brake.atOnce()) {
                Kind kind = brake.judge(scene).kind();
                assertTrue(kind == Kind.GO || kind == Kind.MASS, () -> brake + " " + scene);
            }
        });
    }

    @Test
    void a_moment_is_waited_only_from_half_of_the_limit_on() {
        everywhere((brake, scene) -> {
            if (brake.judge(scene).kind() == Kind.COUNT) {
                assertTrue(brake.massPercent() < 100);
                assertTrue(
                        !scene.counted() && scene.silent() * 200 > brake.massPercent() * scene.watched(),
                        () -> brake + " " + scene);
            }
        });
    }

    @Test
    void more_silence_never_lets_anybody_go_who_would_have_waited() {
        everywhere((brake, scene) -> {
            if (scene.silent() < scene.watched() && brake.judge(scene).kind() != Kind.GO) {
                Scene more = new Scene(
                        scene.watched(), scene.silent() + 1, scene.running(), scene.before(), scene.counted());
                assertTrue(brake.judge(more).kind() != Kind.GO, () -> brake + " " + scene);
            }
        });
    }

    @Test
    void every_rule_is_reached_and_tells_its_figures() {
        Set<String> rules = new HashSet<>();
        everywhere((brake, scene) -> rules.add(brake.judge(scene).rule()));
        assertEquals(Set.of("mass", "count", "turn", "go"), rules);
        Map<Kind, String> told = new HashMap<>();
        Brake usual = new Brake(5, 30);
        told.put(Kind.MASS, usual.judge(new Scene(500, 151, 0, 0, true)).because());
        told.put(Kind.TURN, usual.judge(new Scene(500, 51, 5, 3, true)).because());
        assertTrue(told.get(Kind.MASS).contains("(151 of 500, at most 30 %"), told::toString);
        assertTrue(told.get(Kind.TURN).contains("(5 running, 3 before this one, at most 5"), told::toString);
    }

    @Test
    void the_limit_itself_is_no_mass() {
        assertEquals(
                Kind.GO, new Brake(5, 30).judge(new Scene(500, 150, 0, 0, true)).kind());
        assertEquals(
                Kind.MASS,
                new Brake(5, 30).judge(new Scene(500, 151, 0, 0, true)).kind());
    }

    @Test
    void an_unfinished_failover_waits_for_its_turn_only() {
        Brake brake = new Brake(2, 30).forUnfinished();
        assertEquals(Kind.GO, brake.judge(new Scene(10, 10, 1, 0, false)).kind());
        assertEquals(Kind.TURN, brake.judge(new Scene(10, 10, 2, 0, false)).kind());
    }
}

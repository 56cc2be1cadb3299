package io.masterha.manager.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.Story;
import io.masterha.manager.port.Time;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A manager that stood still while it asked for the lock asks again before it acts. */
class InChargeTest {
    private static final List<ServerId> SERVERS = List.of(new ServerId("db2", 3306));

    /** Two clocks: a paused machine may show in one of them only. */
    private static final class Clocks implements Time {
        long nanos;
        Instant wall = Instant.EPOCH;

        @Override
        public Instant now() {
            return wall;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void sleep(Duration duration) {
            nanos += duration.toNanos();
        }
    }

    private final Clocks clocks = new Clocks();
    private final List<String> told = new ArrayList<>();
    private final Story story = new Story() {
        @Override
        public void tell(String word, Optional<ServerId> server, String sentence) {
            told.add(sentence);
        }

        @Override
        public void warn(String word, Optional<ServerId> server, String sentence) {
            told.add(sentence);
        }
    };

    @Test
    void an_answer_that_came_at_once_is_enough() {
        List<List<ServerId>> asked = new ArrayList<>();
        new InCharge(clocks, story, asked::add).require(SERVERS);
        assertEquals(List.of(SERVERS), asked);
        assertEquals(List.of(), told);
    }

    @Test
    void after_a_pause_that_only_the_wall_clock_shows_it_is_asked_again() {
        List<List<ServerId>> asked = new ArrayList<>();
        new InCharge(clocks, story, servers -> {
                    asked.add(servers);
                    clocks.wall = clocks.wall.plusSeconds(asked.size() == 1 ? 600 : 0);
                })
                .require(SERVERS);
        assertEquals(2, asked.size());
        assertTrue(told.get(0).contains("600000 ms"), told.toString());
    }

    @Test
    void a_rival_that_came_during_the_pause_is_noticed() {
        List<List<ServerId>> asked = new ArrayList<>();
        InCharge inCharge = new InCharge(clocks, story, servers -> {
            if (!asked.isEmpty()) {
                throw Problem.of(AppError.LOCKED, "somebody else has it");
            }
            asked.add(servers);
            clocks.nanos += Duration.ofMinutes(1).toNanos();
        });
        assertThrows(Problem.class, () -> inCharge.require(SERVERS));
    }

    @Test
    void a_manager_that_never_gets_a_fresh_answer_does_not_act() {
        InCharge inCharge = new InCharge(
                clocks, story, servers -> clocks.nanos += Duration.ofSeconds(30).toNanos());
        Problem problem = assertThrows(Problem.class, () -> inCharge.require(SERVERS));
        assertTrue(problem.what().contains("fresh answer"), problem.sentence());
    }
}

package io.masterha.manager.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.masterha.manager.detect.Evidence.Host;
import io.masterha.manager.detect.Evidence.Patience;
import io.masterha.manager.detect.Evidence.Ping;
import io.masterha.manager.detect.Evidence.Replicas;
import io.masterha.manager.detect.Evidence.Routes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The input space is small: all of it is tried. */
class DetectionTableTest {
    private static List<Evidence> allEvidence() {
        List<Evidence> all = new ArrayList<>();
        for (Ping ping : Ping.values()) {
            for (Host host : Host.values()) {
                for (Replicas replicas : Replicas.values()) {
                    for (Routes routes : Routes.values()) {
                        for (Patience patience : Patience.values()) {
                            all.add(new Evidence(ping, host, replicas, routes, patience));
                        }
                    }
                }
            }
        }
        return all;
    }

    @Test
    void every_row_is_reached_and_every_input_has_one() {
        Set<String> reached = new HashSet<>();
        for (MonitorState state : MonitorState.values()) {
            for (Evidence evidence : allEvidence()) {
                reached.add(DetectionTable.judge(state, evidence).rule());
            }
        }
        assertEquals(DetectionTable.rows().size(), reached.size(), "reached: " + reached);
    }

    @Test
    void death_needs_a_silent_source_and_no_observer_that_sees_it() {
        for (MonitorState state : List.of(MonitorState.WATCHING, MonitorState.SUSPECTING, MonitorState.CONFIRMING)) {
            for (Evidence evidence : allEvidence()) {
                if (DetectionTable.judge(state, evidence).state() == MonitorState.DEAD) {
                    assertEquals(Ping.FAILS, evidence.ping());
                    assertNotEquals(Replicas.RECEIVE, evidence.replicas());
                    assertNotEquals(Routes.REACH_IT, evidence.routes());
                }
            }
        }
    }

    @Test
    void death_without_proof_needs_patience_and_a_second_look() {
        for (MonitorState state : List.of(MonitorState.WATCHING, MonitorState.SUSPECTING, MonitorState.CONFIRMING)) {
            for (Evidence evidence : allEvidence()) {
                Judgement judgement = DetectionTable.judge(state, evidence);
                if (judgement.state() == MonitorState.DEAD && evidence.host() != Host.CRASHED) {
                    assertNotEquals(Patience.NOT_OVER, evidence.patience());
                    assertEquals(MonitorState.CONFIRMING, state);
                }
            }
        }
    }

    @Test
    void a_manager_that_sees_nothing_at_all_never_declares_death() {
        Evidence nothing =
                new Evidence(Ping.FAILS, Host.NO_ANSWER, Replicas.UNKNOWN, Routes.NOT_CONFIGURED, Patience.LONG_OVER);
        for (MonitorState state : List.of(MonitorState.WATCHING, MonitorState.SUSPECTING, MonitorState.CONFIRMING)) {
            assertNotEquals(
                    MonitorState.DEAD, DetectionTable.judge(state, nothing).state());
        }
    }

    @Test
    void death_is_final() {
        for (Evidence evidence : allEvidence()) {
            assertEquals(
                    MonitorState.DEAD,
                    DetectionTable.judge(MonitorState.DEAD, evidence).state());
        }
    }

    @Test
    void a_source_that_answers_is_not_dead_whatever_it_answers() {
        for (Evidence evidence : allEvidence()) {
            if (evidence.ping() != Ping.FAILS) {
                assertEquals(
                        MonitorState.WATCHING,
                        DetectionTable.judge(MonitorState.CONFIRMING, evidence).state());
            }
        }
    }

    @Test
    void a_crashed_process_is_proof_on_the_first_missed_ping() {
        Evidence crashed =
                new Evidence(Ping.FAILS, Host.CRASHED, Replicas.LOST_IT, Routes.NOT_CONFIGURED, Patience.NOT_OVER);
        assertEquals(
                "proved", DetectionTable.judge(MonitorState.WATCHING, crashed).rule());
    }

    @Test
    void a_clean_shutdown_is_no_proof() {
        for (Patience patience : List.of(Patience.NOT_OVER, Patience.OVER)) {
            Evidence stopped =
                    new Evidence(Ping.FAILS, Host.STOPPED, Replicas.LOST_IT, Routes.NOT_CONFIGURED, patience);
            assertNotEquals(
                    MonitorState.DEAD,
                    DetectionTable.judge(MonitorState.CONFIRMING, stopped).state());
        }
    }
}

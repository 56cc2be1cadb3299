package io.masterha.manager.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.detect.Evidence.Host;
import io.masterha.manager.detect.Evidence.Patience;
import io.masterha.manager.detect.Evidence.Ping;
import io.masterha.manager.detect.Evidence.Replicas;
import io.masterha.manager.detect.Evidence.Routes;
import io.masterha.manager.detect.Evidence.Writes;
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
                            for (Writes writes : Writes.values()) {
                                all.add(new Evidence(ping, host, replicas, routes, patience, writes));
                            }
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

    private static final List<MonitorState> ALIVE =
            List.of(MonitorState.WATCHING, MonitorState.SUSPECTING, MonitorState.CONFIRMING);

    @Test
    void death_needs_a_silent_source_and_no_observer_that_sees_it() {
        for (MonitorState state : ALIVE) {
            for (Evidence evidence : allEvidence()) {
                if (DetectionTable.judge(state, evidence).state() == MonitorState.DEAD
                        && evidence.writes() == Writes.NOT_GIVEN_UP) {
                    assertEquals(Ping.FAILS, evidence.ping());
                    assertNotEquals(Replicas.RECEIVE, evidence.replicas());
                    assertNotEquals(Routes.REACH_IT, evidence.routes());
                }
            }
        }
    }

    @Test
    void death_without_proof_needs_patience_and_a_second_look() {
        for (MonitorState state : ALIVE) {
            for (Evidence evidence : allEvidence()) {
                Judgement judgement = DetectionTable.judge(state, evidence);
                if (judgement.state() == MonitorState.DEAD && judgement.verdict() != Verdict.PROCESS_DEAD) {
                    boolean isGivenUp = evidence.ping() == Ping.ANSWERS && evidence.writes() == Writes.GIVEN_UP;
                    assertTrue(isGivenUp || evidence.patience() == Patience.OVER, evidence.toString());
                    assertEquals(MonitorState.CONFIRMING, state);
                }
            }
        }
    }

    @Test
    void a_manager_that_sees_nothing_at_all_never_declares_death() {
        for (Evidence evidence : allEvidence()) {
            boolean seesNothing = evidence.ping() == Ping.FAILS
                    && (evidence.host() == Host.NO_ANSWER || evidence.host() == Host.NOT_ASKED)
                    && evidence.replicas() == Replicas.UNKNOWN;
            if (seesNothing) {
                for (MonitorState state : ALIVE) {
                    Judgement judgement = DetectionTable.judge(state, evidence);
                    assertNotEquals(MonitorState.DEAD, judgement.state());
                    boolean isTold = evidence.patience() == Patience.OVER && evidence.routes() != Routes.REACH_IT;
                    assertEquals(isTold, judgement.verdict() == Verdict.MANAGER_BLIND, evidence.toString());
                }
            }
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
    void a_source_that_answers_is_not_dead_unless_its_writes_were_given_up_and_it_was_asked_twice() {
        for (Evidence evidence : allEvidence()) {
            boolean isGivenUp = evidence.ping() == Ping.ANSWERS && evidence.writes() == Writes.GIVEN_UP;
            if (evidence.ping() != Ping.FAILS && !isGivenUp) {
                for (MonitorState state : ALIVE) {
                    assertEquals(
                            MonitorState.WATCHING,
                            DetectionTable.judge(state, evidence).state());
                }
            }
            if (isGivenUp) {
                assertEquals(
                        MonitorState.CONFIRMING,
                        DetectionTable.judge(MonitorState.WATCHING, evidence).state());
                assertEquals(
                        Verdict.UNWRITABLE,
                        DetectionTable.judge(MonitorState.CONFIRMING, evidence).verdict());
            }
        }
    }

    /** What each verdict does by default is what the rows do: only those with a failover lead to death. */
    @Test
    void only_verdicts_whose_action_is_a_failover_lead_to_death() {
        for (MonitorState state : ALIVE) {
            for (Evidence evidence : allEvidence()) {
                Judgement judgement = DetectionTable.judge(state, evidence);
                Verdict.Action action = judgement.verdict().action();
                if (judgement.state() == MonitorState.DEAD) {
                    assertTrue(
                            action == Verdict.Action.FAILOVER || action == Verdict.Action.CHOICE, judgement.toString());
                } else {
                    assertNotEquals(Verdict.Action.FAILOVER, action, judgement.toString());
                }
            }
        }
    }

    @Test
    void a_crashed_process_is_proof_on_the_first_missed_ping() {
        Evidence crashed = new Evidence(
                Ping.FAILS,
                Host.CRASHED,
                Replicas.LOST_IT,
                Routes.NOT_CONFIGURED,
                Patience.NOT_OVER,
                Writes.NOT_GIVEN_UP);
        assertEquals(
                "proved", DetectionTable.judge(MonitorState.WATCHING, crashed).rule());
    }
}

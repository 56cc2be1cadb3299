package io.masterha.manager.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What mail filters know of a report. */
class ReportTextTest {
    private static final ServerId S1 = new ServerId("db1", 3306);
    private static final ServerId S2 = new ServerId("db2", 3307);
    private static final Map<ServerId, String> ADDRESSES = Map.of(S1, "10.0.0.1", S2, "10.0.0.2");

    private static FailoverReport report(Optional<ServerId> promoted, Map<ServerId, String> lost, String error) {
        return new FailoverReport(
                "app1",
                true,
                S1,
                promoted,
                List.of(),
                lost,
                List.of(),
                Optional.empty(),
                "",
                List.of(),
                1,
                error,
                List.of(),
                "j");
    }

    private static String last(FailoverReport report) {
        List<String> body = ReportText.body(report);
        assertEquals("Master db1 is down!", body.get(0));
        return body.get(body.size() - 1);
    }

    @Test
    void subject_and_last_line_are_those_of_MHA() {
        FailoverReport whole = report(Optional.of(S2), Map.of(), "");
        assertEquals(
                "app1: MySQL Master failover db1(10.0.0.1:3306) to db2(10.0.0.2:3307) succeeded",
                ReportText.subject(whole, ADDRESSES));
        assertTrue(last(whole).endsWith("completed successfully."), last(whole));
        FailoverReport partial = report(Optional.of(S2), Map.of(new ServerId("db3", 3306), "gone"), "");
        assertEquals(
                "app1: MySQL Master failover db1(10.0.0.1:3306) to db2(10.0.0.2:3307)",
                ReportText.subject(partial, ADDRESSES));
        assertTrue(last(partial).endsWith("done, but recovery on slave partially failed."), last(partial));
        FailoverReport failed = report(Optional.empty(), Map.of(), "no replica is eligible");
        assertEquals("app1: MySQL Master failover db1(10.0.0.1:3306)", ReportText.subject(failed, ADDRESSES));
        assertEquals("Got Error so couldn't continue failover from here.", last(failed));
    }

    @Test
    void a_new_source_is_a_source_to_be_watched_only_behind_a_failover_that_reached_its_end() {
        assertEquals(Optional.of(S2), report(Optional.of(S2), Map.of(), "").settledSource());
        assertEquals(
                Optional.empty(),
                report(Optional.of(S2), Map.of(), "db2 was promoted and is gone")
                        .settledSource());
    }
}

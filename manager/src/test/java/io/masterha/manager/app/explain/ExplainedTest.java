package io.masterha.manager.app.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.execute.JournalLine;
import io.masterha.manager.report.ExplanationText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What masterha-explain says of a journal: the text as it is printed. */
class ExplainedTest {
    private static final String BEGIN =
            "{\"at\":\"12:00:00Z\",\"event\":\"begin\",\"source\":\"db1\",\"seen\":\"b.000001:400\"}";
    private static final String FENCE =
            "{\"at\":\"12:00:01Z\",\"event\":\"note\",\"what\":\"fence\",\"text\":\"db1 PROVED_DOWN: no process\"}";
    private static final String PLAN =
            "{\"at\":\"12:00:02Z\",\"event\":\"plan\",\"because\":\"most advanced\",\"plan\":["
                    + "\"SAVE_BINLOG      IF_REACHABLE save binlog of db1 from b.000001:400\","
                    + "\"APPLY_DIFF       LOSE_SERVER  apply logs on db2\","
                    + "\"PROMOTE          ABORT        promote db2\","
                    + "\"REPOINT          LOSE_SERVER  point db3 at db2\"]}";
    private static final String SAVED =
            "{\"at\":\"12:00:03Z\",\"event\":\"done\",\"step\":\"save binlog of db1 from b.000001:400\",\"note\":\"3 transactions\"}";
    private static final String APPLIED =
            "{\"at\":\"12:00:04Z\",\"event\":\"fact\",\"name\":\"applied@db2\",\"value\":\"b.000001:900\"}";
    private static final String APPLY_DONE =
            "{\"at\":\"12:00:04Z\",\"event\":\"done\",\"step\":\"apply logs on db2\",\"note\":\"applied 3\"}";
    private static final String PROMOTING = "{\"at\":\"12:00:05Z\",\"event\":\"start\",\"step\":\"promote db2\"}";
    private static final String START =
            "{\"at\":\"12:00:05Z\",\"event\":\"fact\",\"name\":\"start\",\"value\":\"d.000001:77\"}";
    private static final String PROMOTED =
            "{\"at\":\"12:00:06Z\",\"event\":\"done\",\"step\":\"promote db2\",\"note\":\"writable\"}";
    private static final String FOLLOWS =
            "{\"at\":\"12:00:07Z\",\"event\":\"done\",\"step\":\"point db3 at db2\",\"note\":\"follows\"}";
    private static final String END = "{\"at\":\"12:00:08Z\",\"event\":\"end\",\"outcome\":\"exit 0\"}";

    private static final String ORDER =
            "{\"at\":\"12:00:01Z\",\"event\":\"fact\",\"name\":\"order\",\"value\":\"new_source=db2"
                    + " ends_transactions=- stops_events=false moves_address=false locks_tables=false was_read_only=true"
                    + " old_follows=true forgets_source=true\"}";

    private static final Reality SILENT = new Reality(
            Optional.empty(),
            "db1 does not answer now",
            false,
            "db2 is read-only now",
            Optional.of(false),
            Optional.empty(),
            "masterha-manager --conf=app1.cnf");

    private static String explained(Reality reality, String... journal) {
        return String.join(
                "\n",
                ExplanationText.lines(
                        FailoverExplained.of(JournalLine.read(List.of(journal)), "app1.failover-1.jsonl", reality)));
    }

    @Test
    void a_failover_that_was_killed_before_its_plan_is_planned_afresh() {
        assertEquals("""
                failover of db1: INTERRUPTED, nothing final was done
                journal: app1.failover-1.jsonl
                gates:
                   1 passed verdict: db1 was declared dead at 12:00:00Z, last seen at b.000001:400
                   2 passed lock: held when the journal was begun
                   3 passed fence: db1 PROVED_DOWN: no process
                   4 ahead  candidate: needs a replica that may become the source, chosen when all receivers stood still
                   5 ahead  complete: needs the candidate has executed everything that was to be had
                   6 ahead  opened: needs all gates above; then there is no way back
                   7 ahead  followers: needs that every replica follows the new source
                done:
                  12:00:00Z began: db1 was declared dead
                  12:00:01Z fence: db1 PROVED_DOWN: no process
                next:
                  the next manager confirms by the usual rules that db1 is dead (db1 does not answer now), then fences it and plans afresh, because there was no plan yet
                  masterha-manager --conf=app1.cnf --resume does that and ends; without --resume the manager watches afterwards""", explained(SILENT, BEGIN, FENCE));
    }

    @Test
    void a_failover_that_was_killed_while_another_server_was_opened_is_finished() {
        assertEquals("""
                failover of db1 to db2: INTERRUPTED, beyond the point of no return
                journal: app1.failover-1.jsonl
                gates:
                   1 passed verdict: db1 was declared dead at 12:00:00Z, last seen at b.000001:400
                   2 passed lock: held when the journal was begun
                   3 passed fence: db1 PROVED_DOWN: no process
                   4 passed candidate: most advanced
                   5 passed tail: save binlog of db1 from b.000001:400
                   6 passed complete: executed up to b.000001:900
                   7 CLOSED opened: db2 was about to be opened at d.000001:77; db2 is read-only now; needs that its opening is finished
                   8 ahead  followers: 0 of 1 replicas follow it; needs that every replica follows the new source
                done:
                  12:00:00Z began: db1 was declared dead
                  12:00:01Z fence: db1 PROVED_DOWN: no process
                  12:00:02Z planned: most advanced
                  12:00:03Z save binlog of db1 from b.000001:400: 3 transactions
                  12:00:04Z apply logs on db2: applied 3
                left:
                  promote db2 (begun; whether it was done is not known)
                  point db3 at db2
                next:
                  the next manager finishes, because db2 was about to be opened: it fences db1 again and does what is left (db2 is read-only now)
                  masterha-manager --conf=app1.cnf --resume does that and ends; without --resume the manager watches afterwards""", explained(SILENT, BEGIN, FENCE, PLAN, SAVED, APPLIED, APPLY_DONE, PROMOTING, START));
    }

    @Test
    void a_source_that_serves_again_before_another_was_opened_is_told_to_keep_its_place() {
        Reality serves = new Reality(
                Optional.empty(),
                "db1 answers now",
                true,
                "db2 is read-only now",
                Optional.of(false),
                Optional.empty(),
                "masterha-manager --conf=app1.cnf");
        String text = explained(serves, BEGIN, FENCE, PLAN, SAVED);
        assertTrue(text.contains("the next manager undoes it"), text);
        assertTrue(text.contains("because it serves again"), text);
    }

    @Test
    void while_a_manager_runs_it_is_named_and_nothing_else_is_promised() {
        Reality runs = new Reality(
                Optional.of(4711L), "-", false, "-", Optional.empty(), Optional.empty(), "masterha-manager");
        String text = explained(runs, BEGIN, FENCE, PLAN);
        assertTrue(text.startsWith("failover of db1 to db2: under way, nothing final was done"), text);
        assertTrue(text.contains("next:\n  manager 4711 runs and does what is left"), text);
    }

    @Test
    void an_ended_failover_shows_every_gate_that_it_passed() {
        String text = explained(
                SILENT, BEGIN, FENCE, PLAN, SAVED, APPLIED, APPLY_DONE, PROMOTING, START, PROMOTED, FOLLOWS, END);
        assertTrue(text.startsWith("failover of db1 to db2: ended, exit 0"), text);
        assertTrue(text.contains("8 passed followers: 1 of 1 replicas follow it"), text);
        assertTrue(text.contains("nothing is unfinished here"), text);
        assertTrue(!text.contains("ahead") && !text.contains("CLOSED"), text);
    }

    @Test
    void a_second_plan_takes_the_place_of_the_first_and_says_why() {
        String again =
                "{\"at\":\"12:00:09Z\",\"event\":\"plan\",\"because\":\"nobody else\",\"reason\":\"db2 was promoted and is"
                        + " gone\",\"forgets\":[\"start\",\"applied@db2\"],\"plan\":[\"PROMOTE          ABORT        promote db3\"]}";
        String text =
                explained(SILENT, BEGIN, FENCE, PLAN, SAVED, APPLIED, APPLY_DONE, PROMOTING, START, PROMOTED, again);
        assertTrue(text.startsWith("failover of db1 to db3: INTERRUPTED, nothing final was done"), text);
        assertTrue(text.contains("planned again, because db2 was promoted and is gone: nobody else"), text);
        assertTrue(text.contains("left:\n  promote db3"), text);
    }

    @Test
    void a_line_that_nobody_can_read_stops_the_next_manager() {
        String text = explained(SILENT, BEGIN, "{\"event\":\"plan\",");
        assertTrue(text.contains("refuses and changes nothing, because a line of the journal cannot be read"), text);
    }

    @Test
    void a_switchover_that_was_killed_before_the_new_source_was_opened_goes_back() {
        String text = switchover(SILENT, BEGIN, ORDER, PLAN);
        assertTrue(text.startsWith("switchover from db1 to db2: INTERRUPTED"), text);
        assertTrue(text.contains("3 ahead  caught up"), text);
        assertTrue(text.contains("the next one goes back to db1, because db2 was not opened"), text);
    }

    @Test
    void a_switchover_that_was_killed_at_the_opening_depends_on_what_the_new_source_says() {
        String opened = "{\"at\":\"12:00:03Z\",\"event\":\"fact\",\"name\":\"opened\",\"value\":\"db1 READ_ONLY\"}";
        String closed = switchover(SILENT, BEGIN, ORDER, PLAN, opened);
        assertTrue(closed.contains("goes back to db1, because db2 was about to be opened and takes no writes"), closed);
        Reality open =
                new Reality(Optional.empty(), "-", false, "-", Optional.of(true), Optional.empty(), "masterha-manager");
        String text = switchover(open, BEGIN, ORDER, PLAN, opened);
        assertTrue(text.contains("the next one finishes, because db2 takes writes already"), text);
        Reality silent =
                new Reality(Optional.empty(), "-", false, "-", Optional.empty(), Optional.empty(), "masterha-manager");
        assertTrue(switchover(silent, BEGIN, ORDER, PLAN, opened).contains("the next one stops and asks"));
    }

    private static String switchover(Reality reality, String... journal) {
        return String.join(
                "\n",
                ExplanationText.lines(SwitchoverExplained.of(
                        JournalLine.read(List.of(journal)), "app1.switchover-1.jsonl", reality)));
    }
}

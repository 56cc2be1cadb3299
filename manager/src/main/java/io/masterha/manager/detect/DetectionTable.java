package io.masterha.manager.detect;

import static io.masterha.manager.detect.MonitorState.CONFIRMING;
import static io.masterha.manager.detect.MonitorState.DEAD;
import static io.masterha.manager.detect.MonitorState.SUSPECTING;
import static io.masterha.manager.detect.MonitorState.WATCHING;

import io.masterha.manager.detect.Evidence.Host;
import io.masterha.manager.detect.Evidence.Patience;
import io.masterha.manager.detect.Evidence.Ping;
import io.masterha.manager.detect.Evidence.Replicas;
import io.masterha.manager.detect.Evidence.Routes;
import io.masterha.manager.detect.Evidence.Writes;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Decides from the state and the evidence what to think of the source: the first row that matches wins.
 *
 * <p>Two ways lead to DEAD. Proof: the host answers over SSH and shows that the server crashed; nothing is gained by
 * waiting. Patience: the source has not answered for the whole limit, everything was asked again, and nobody sees it.
 * Only where the configuration says so there is a third: it answers, and could not commit for a long time.
 */
public final class DetectionTable {
    /**
     * One row.
     *
     * @param when readable form of the condition, for the documents
     */
    public record Row(
            String rule,
            String when,
            BiPredicate<MonitorState, Evidence> matches,
            MonitorState next,
            Verdict verdict,
            String because) {}

    private static final List<Row> ROWS = List.of(
            row(
                    "dead-is-final",
                    "state is DEAD",
                    (state, e) -> state == DEAD,
                    DEAD,
                    Verdict.SUSPECTED,
                    "death is final; a server that comes back has to rejoin"),
            row(
                    "unwritable-once-more",
                    "ping ANSWERS, writes GIVEN_UP, state is not CONFIRMING",
                    (state, e) -> isGivenUp(e) && state != CONFIRMING,
                    CONFIRMING,
                    Verdict.UNWRITABLE,
                    "the source answers and has not committed for the whole limit; it is asked once more"),
            row(
                    "unwritable",
                    "ping ANSWERS, writes GIVEN_UP",
                    (state, e) -> isGivenUp(e),
                    DEAD,
                    Verdict.UNWRITABLE,
                    "patience is over: the source answers but cannot commit, and unwritable=failover"),
            row(
                    "answers",
                    "ping ANSWERS",
                    (state, e) -> e.ping() == Ping.ANSWERS,
                    WATCHING,
                    Verdict.FINE,
                    "the source answers"),
            row(
                    "turns-away",
                    "ping TURNS_AWAY",
                    (state, e) -> e.ping() == Ping.TURNS_AWAY,
                    WATCHING,
                    Verdict.OVERLOADED,
                    "the source is alive, it only turns the manager away"),
            row(
                    "replicas-receive",
                    "replicas RECEIVE",
                    (state, e) -> e.replicas() == Replicas.RECEIVE,
                    SUSPECTING,
                    Verdict.MANAGER_CUT_OFF,
                    "a replica still receives events from the source"),
            row(
                    "routes-reach",
                    "routes REACH_IT",
                    (state, e) -> e.routes() == Routes.REACH_IT,
                    SUSPECTING,
                    Verdict.MANAGER_CUT_OFF,
                    "another route still reaches the source"),
            row(
                    "proved",
                    "host CRASHED",
                    (state, e) -> e.host() == Host.CRASHED,
                    DEAD,
                    Verdict.PROCESS_DEAD,
                    "proved: its host answers and shows no server process, a closed port and no clean shutdown"),
            row(
                    "restarting",
                    "host CLOSED or STOPPED, patience is not over",
                    (state, e) ->
                            (e.host() == Host.CLOSED || e.host() == Host.STOPPED) && e.patience() == Patience.NOT_OVER,
                    SUSPECTING,
                    Verdict.SUSPECTED,
                    "the server was shut down cleanly, or is on its way up or down; a restart is given longer"),
            row(
                    "waiting",
                    "patience is not over",
                    (state, e) -> e.patience() == Patience.NOT_OVER,
                    SUSPECTING,
                    Verdict.SUSPECTED,
                    "the source does not answer; waiting for proof or until the limit"),
            row(
                    "manager-cut-off",
                    "host NO_ANSWER or NOT_ASKED, replicas UNKNOWN",
                    (state, e) -> (e.host() == Host.NO_ANSWER || e.host() == Host.NOT_ASKED)
                            && e.replicas() == Replicas.UNKNOWN,
                    SUSPECTING,
                    Verdict.MANAGER_BLIND,
                    "neither the source's host nor any replica answers: the manager itself may be cut off"),
            row(
                    "routes-undecided",
                    "routes UNDECIDED",
                    (state, e) -> e.routes() == Routes.UNDECIDED,
                    SUSPECTING,
                    Verdict.SUSPECTED,
                    "the limit is reached, but the other routes to the source could not be checked"),
            row(
                    "once-more",
                    "state is not CONFIRMING",
                    (state, e) -> state != CONFIRMING,
                    CONFIRMING,
                    Verdict.SUSPECTED,
                    "the limit is reached; everything is asked once more"),
            row(
                    "hung",
                    "host PRESENT",
                    (state, e) -> e.host() == Host.PRESENT,
                    DEAD,
                    Verdict.HUNG,
                    "patience is over: the server process is there but does not answer, and nobody receives from it"),
            row(
                    "never-came-up",
                    "host CLOSED",
                    (state, e) -> e.host() == Host.CLOSED,
                    DEAD,
                    Verdict.STOPPED,
                    "patience is over: the server process is there, but its port stays closed"),
            row(
                    "stopped",
                    "host STOPPED",
                    (state, e) -> e.host() == Host.STOPPED,
                    DEAD,
                    Verdict.STOPPED,
                    "patience is over: the server was shut down and did not come back"),
            row(
                    "host-gone",
                    "otherwise",
                    (state, e) -> true,
                    DEAD,
                    Verdict.HOST_GONE,
                    "patience is over: neither the server nor its host answers, and nobody receives from it"));

    private DetectionTable() {}

    /** All rows in order, for the documents and the tests. */
    public static List<Row> rows() {
        return ROWS;
    }

    public static Judgement judge(MonitorState state, Evidence evidence) {
        for (Row row : ROWS) {
            if (row.matches().test(state, evidence)) {
                return new Judgement(row.next(), row.verdict(), row.rule(), row.because());
            }
        }
        throw new AssertionError("the last row matches everything");
    }

    private static Row row(
            String rule,
            String when,
            BiPredicate<MonitorState, Evidence> matches,
            MonitorState next,
            Verdict verdict,
            String because) {
        return new Row(rule, when, matches, next, verdict, because);
    }

    private static boolean isGivenUp(Evidence e) {
        return e.ping() == Ping.ANSWERS && e.writes() == Writes.GIVEN_UP;
    }
}

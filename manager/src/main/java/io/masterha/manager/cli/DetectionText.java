package io.masterha.manager.cli;

import io.masterha.manager.app.watch.WatchPolicy;
import io.masterha.manager.detect.AlarmTable;
import io.masterha.manager.detect.DetectionTable;
import io.masterha.manager.detect.Verdict;
import io.masterha.manager.detect.WorstCase;
import io.masterha.manager.plan.QuorumTable;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.PingType;
import java.time.Duration;

/** docs/detection.md: the verdicts with their actions and times, and the rows of both tables. */
final class DetectionText {
    private static final String HEAD = """
            # Detection

            Printed from `Verdict`, `DetectionTable`, `AlarmTable`, `QuorumTable` and `WorstCase` by `make docs`; do not edit.

            What is the matter with the source is told apart, and each verdict has its own action. Only a death leads to a
            failover, and only on proof, or when patience is over and nobody sees the source. Everything else is an alarm: a line
            `alarm` in the log at once, again every `alarm_interval` (60 s) while it lasts, and one when it is over.

            | Verdict | What it means | By default | At the latest after |
            |---|---|---|---|
            """;

    private static final String TIMES = """

            The times run from the failure to the decision, or to the first alarm, with the defaults (`ping_interval=3`); a test
            holds them in simulated time. A crash is usually proved within 0.3 s, because the kernel closes the manager's connection.
            A disk that is full or read-only while nobody writes is told after {idle} at the latest; with `unwritable=failover` the
            source is given up {unwritable} after its last commit at the latest. A `secondary_check_script` may add its own time.

            | Patience | Default | For |
            |---|---|---|
            | `patience` | 2 × `ping_interval`, at least 3 s | host gone: neither server nor host answers |
            | `patience_hung` | `patience` | hung: the process is there and does not answer |
            | `patience_restart` | 9 × `ping_interval`, at least 3 × `patience` | shut down cleanly, or on its way up |
            | `patience_unwritable` | 30 s | unwritable, and only with `unwritable=failover` |

            One answer does not wipe out a minute of silence: what a silence lasted is carried over into the next one, less the time
            that the source answered in between. So a source that is silent for most of the time is given up at last; one that
            answers for as long as it was silent begins anew; and a silence shorter than half of the patience (3 s) never leads to
            a failover, whatever went before. Three silences within five minutes are told (COMES_AND_GOES).

            ## Is it dead?

            The states are WATCHING, SUSPECTING, CONFIRMING and DEAD. At every look the evidence is gathered and the
            first row that matches decides. While the source answers, nobody else is asked. The sentence of the row
            is the sentence in the log.

            | # | Row | When | Then | Verdict | Because |
            |---|---|---|---|---|---|
            """;

    private static final String EVIDENCE = """

            All rows from `replicas-receive` on have ping FAILS in common. Replicas are judged by progress: RECEIVE means that the
            received position moved, or another heartbeat was counted, since the last look of the same suspicion; a receiver that only
            says that it is connected is UNSURE. Routes are `secondary_check_script` and, from the second look on, the hosts of the
            replicas: each is asked over SSH whether the source says its first words on a new connection there. If it greets the
            manager too, that is no news: then it hangs. Who does not answer within a round is no witness in it.

            The host is CLOSED where a server process is there and the port is closed, and also where the port refused the ping and is
            open when the host is looked at: then the server has just come up. Only a server that takes the connection, or does not
            answer it at all, can hang. An account that may not see the processes of others proves no death: there a port that refuses
            is borne for `patience_restart` too, since a restart looks the same.

            ## How does it fare?

            A source that answers is looked at every 5 s, beside the pings: its counters, its sessions and the end of its binary log
            (nothing is written, and nothing is asked twice that has not come back), what its replicas have received, and over SSH,
            at every third look or when commits stall, the room on its disks and whether they are mounted read-only. Every row that
            matches is an alarm. STALLED and WAIT_FOR_ACK are found by comparing two looks: something waits, and nothing moved.

            | Row | When | Verdict | Because |
            |---|---|---|---|
            """;

    private static final String QUORUM = """

            ## Is the manager on the right side?

            A manager that is cut off with few of the replicas sees what it would see if the source and the others had died at once.
            So before it touches anything it counts: the replicas of the configuration without `ignore_fail=1` that answer it. The
            first row that matches decides. `quorum=half` is the default with `fence=strict`; else it is `none`, and the checks say
            so. An operator who knows more adds `--quorum=none`. A refusal changes nothing, and no clients are cut off by it.

            | # | Row | When | Then | Because |
            |---|---|---|---|---|
            """;

    private DetectionText() {}

    static String all() {
        WorstCase worst = worst();
        StringBuilder text = new StringBuilder(HEAD);
        for (Verdict verdict : Verdict.values()) {
            if (verdict.action() != Verdict.Action.NONE && verdict.action() != Verdict.Action.WAIT) {
                row(text, verdict.name(), verdict.meaning(), verdict.action().words(), seconds(worst.of(verdict)));
            }
        }
        text.append(TIMES.replace("{idle}", seconds(worst.ofIdleDisk()))
                .replace("{unwritable}", seconds(worst.ofUnwritableFailover())));
        int number = 0;
        for (DetectionTable.Row row : DetectionTable.rows()) {
            row(
                    text,
                    String.valueOf(++number),
                    "`" + row.rule() + "`",
                    row.when(),
                    row.next().name(),
                    row.verdict().name(),
                    row.because());
        }
        text.append(EVIDENCE);
        for (AlarmTable.Row row : AlarmTable.rows()) {
            row(text, "`" + row.rule() + "`", row.when(), row.verdict().name(), row.because());
        }
        text.append(QUORUM);
        number = 0;
        for (QuorumTable.Row row : QuorumTable.rows()) {
            row(
                    text,
                    String.valueOf(++number),
                    "`" + row.rule() + "`",
                    row.when(),
                    row.goesOn() ? "goes on" : "refused",
                    row.because());
        }
        return text.toString();
    }

    private static WorstCase worst() {
        return WatchPolicy.usual(PingType.SELECT, Limits.USUAL.pingInterval()).worstCase(Limits.USUAL);
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0
                ? time.toSeconds() + " s"
                : time.toMillis() / 1000 + "." + time.toMillis() % 1000 / 100 + " s";
    }
}

package io.masterha.manager.execute;

import io.masterha.manager.topology.ServerId;
import java.util.List;

/**
 * What became of a server that came back.
 *
 * @param application name of the application
 * @param server the server that came back
 * @param source the source
 * @param outcome what became of it
 * @param because how it was seen that it came back
 * @param closedMillis from the moment it was seen until it was read-only; -1 if it was not closed in this run
 * @param verdict what it has, compared with the source
 * @param acknowledged whether its clients were told that what only it has was committed; empty text if it has nothing
 * @param timings how long each stage took, in order
 * @param totalMillis from the moment it was seen to the end
 * @param error why it stopped, one line; empty if it reached its end
 * @param next the exact next commands if anything is left to do
 * @param journal where the journal is
 */
public record RejoinReport(
        String application,
        ServerId server,
        ServerId source,
        Outcome outcome,
        String because,
        long closedMillis,
        String verdict,
        String acknowledged,
        List<PlanRunner.Timing> timings,
        long totalMillis,
        String error,
        List<String> next,
        String journal) {
    /** The ends of a rejoin. */
    public enum Outcome {
        /** It follows the source. */
        ATTACHED,
        /** What only it had was taken back, and it follows the source. */
        REWOUND,
        /** It is read-only and follows nobody: a human decides. */
        QUARANTINED,
        /** It is read-only and could follow; nobody wanted that done. */
        REPORTED,
        /** Something failed; it may be in between. */
        FAILED
    }

    public RejoinReport {
        timings = List.copyOf(timings);
        next = List.copyOf(next);
    }

    /** 0 it follows, 10 it is read-only and a human has to do something, 1 it failed. */
    public int exitCode() {
        return switch (outcome) {
            case ATTACHED, REWOUND -> 0;
            case QUARANTINED, REPORTED -> 10;
            case FAILED -> 1;
        };
    }
}

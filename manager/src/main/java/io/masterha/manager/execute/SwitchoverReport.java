package io.masterha.manager.execute;

import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a switchover ended.
 *
 * @param application name of the application
 * @param oldSource the source before; empty if there was none to be found
 * @param newSource the server that is, or was to become, the source; empty if none was chosen
 * @param outcome what became of it
 * @param followers servers that follow the new source
 * @param lost servers that were left out, with the reason
 * @param tolerated steps that failed and that it could do without
 * @param timings how long each stage took, in order
 * @param blockedMillis from the block of writes on the old source to the opening of a server for them; -1 if there was none
 * @param error why it stopped or was not begun; empty if it reached its end
 * @param next the exact next commands if anything is left to do
 * @param journal where the journal is
 */
public record SwitchoverReport(
        String application,
        Optional<ServerId> oldSource,
        Optional<ServerId> newSource,
        Outcome outcome,
        List<ServerId> followers,
        Map<ServerId, String> lost,
        List<String> tolerated,
        List<PlanRunner.Timing> timings,
        long blockedMillis,
        String error,
        List<String> next,
        String journal) {
    /** The four ends of a switchover. */
    public enum Outcome {
        /** The new source takes writes. */
        SWITCHED,
        /** It was not begun: nothing was changed. */
        REFUSED,
        /** A step failed and everything is as it was before: the old source takes writes. */
        UNDONE,
        /** Neither: no way on and no way back without a human. */
        STUCK
    }

    public SwitchoverReport {
        followers = List.copyOf(followers);
        lost = Map.copyOf(lost);
        tolerated = List.copyOf(tolerated);
        timings = List.copyOf(timings);
        next = List.copyOf(next);
    }

    /** MHA's exit codes: 0 done, 10 the new source is live but something was left out, 1 no switch. */
    public int exitCode() {
        if (outcome != Outcome.SWITCHED) {
            return 1;
        }
        return lost.isEmpty() && tolerated.isEmpty() ? 0 : 10;
    }
}

package io.masterha.manager.execute;

import io.masterha.manager.topology.ServerId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a failover ended.
 *
 * @param application name of the application
 * @param begun whether anything was changed: the check of Phase 1 was passed
 * @param failed the failed source
 * @param newSource the promoted server; empty if none was promoted
 * @param followers replicas that follow the new source
 * @param lost servers that were left out, with the reason
 * @param tolerated steps that failed and that the failover could do without, with the reason
 * @param loss what may have been lost; empty if no server was promoted
 * @param fence what was proved about the failed source
 * @param timings how long each stage took, in order
 * @param totalMillis from the verdict to the end
 * @param error why it stopped, one line; empty if it reached its end
 * @param next the exact next commands if anything is left to do
 * @param journal where the journal is
 */
public record FailoverReport(
        String application,
        boolean begun,
        ServerId failed,
        Optional<ServerId> newSource,
        List<ServerId> followers,
        Map<ServerId, String> lost,
        List<String> tolerated,
        Optional<LossVerdict> loss,
        String fence,
        List<PlanRunner.Timing> timings,
        long totalMillis,
        String error,
        List<String> next,
        String journal) {
    public FailoverReport {
        followers = List.copyOf(followers);
        lost = Map.copyOf(lost);
        tolerated = List.copyOf(tolerated);
        timings = List.copyOf(timings);
        next = List.copyOf(next);
    }

    /**
     * The new source of a failover that reached its end. One that stopped on the way is for whoever reads its error: its
     * journal is open, and its new source is no source to be watched yet.
     */
    public Optional<ServerId> settledSource() {
        return error.isEmpty() ? newSource : Optional.empty();
    }

    /** The same with one more thing to do, before all others. */
    public FailoverReport withNext(String first) {
        List<String> all = new java.util.ArrayList<>(List.of(first));
        all.addAll(next);
        return new FailoverReport(
                application,
                begun,
                failed,
                newSource,
                followers,
                lost,
                tolerated,
                loss,
                fence,
                timings,
                totalMillis,
                error,
                all,
                journal);
    }

    /** The same in other words: with the configuration file in the commands. */
    public FailoverReport worded(UnaryOperator<String> words) {
        Map<ServerId, String> reasons = new LinkedHashMap<>();
        lost.forEach((id, reason) -> reasons.put(id, words.apply(reason)));
        return new FailoverReport(
                application,
                begun,
                failed,
                newSource,
                followers,
                reasons,
                tolerated.stream().map(words).toList(),
                loss,
                fence,
                timings,
                totalMillis,
                words.apply(error),
                next.stream().map(words).toList(),
                journal);
    }

    /** MHA's exit codes: 0 done, 10 the new source is live but a server was left out or a step failed, 1 no new source. */
    public int exitCode() {
        if (newSource.isEmpty()) {
            return 1;
        }
        return lost.isEmpty() && tolerated.isEmpty() && error.isEmpty() ? 0 : 10;
    }
}

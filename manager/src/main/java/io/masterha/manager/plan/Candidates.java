package io.masterha.manager.plan;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.topology.Applier;
import io.masterha.manager.topology.PromotionRule;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.ServerVersion;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Ranks the replicas as MHA does: preferred and most advanced, preferred, most advanced, any; a rejected replica carries
 * every reason.
 *
 * <p>Unlike MHA, file numbers are compared as numbers, and the delay rule is read from the candidate itself.
 */
public final class Candidates {
    private static final long DELAY_LIMIT_BYTES = 100_000_000;

    /** A replica that may not become the source, and why. */
    public record Rejected(ServerId server, List<String> reasons) {
        @Override
        public String toString() {
            return server + ": " + String.join("; ", reasons);
        }
    }

    /**
     * The result.
     *
     * @param winner the server to promote; empty if there is none
     * @param because why the winner won, or why nobody did
     */
    public record Ranking(Optional<Replica> winner, String because, List<Rejected> rejected) {}

    private record Rule(BiFunction<Topology, Replica, Optional<String>> reason) {}

    private static final List<Rule> REJECTIONS = List.of(
            new Rule((t, r) -> when(r.rule() == PromotionRule.NEVER, "it has no_master=1")),
            new Rule((t, r) -> when(!r.logBin(), "log_bin is off")),
            new Rule((t, r) -> when(
                    !r.version().isSameSeriesAs(oldest(t)),
                    "its version " + r.version() + " is newer than " + oldest(t) + ", which could not follow it")),
            new Rule((t, r) -> when(r.applier() == Applier.BROKEN, "its applier stopped with an error")),
            new Rule((t, r) -> when(
                    !r.extraGtids().isEmpty(),
                    "it has transactions that never came from the source: " + r.extraGtids())),
            new Rule((t, r) -> when(r.checksDelay() && isDelayed(t, r), "it is far behind: executed " + r.executed())),
            new Rule((t, r) -> when(
                    FailoverPlanner.completion(t, r).isEmpty(),
                    "what it lacks, from " + r.received() + " on, is in nobody's logs")));

    private Candidates() {}

    public static Ranking rank(Topology topology, ElectionPolicy policy) {
        List<Rejected> rejected = new ArrayList<>();
        List<Replica> eligible = new ArrayList<>();
        for (Replica replica : topology.replicas()) {
            List<String> reasons = reasons(topology, replica);
            if (reasons.isEmpty()) {
                eligible.add(replica);
            } else {
                rejected.add(new Rejected(replica.id(), reasons));
            }
        }
        topology.unreachable().forEach(id -> rejected.add(new Rejected(id, List.of("it does not answer"))));
        return policy.forced().isPresent()
                ? forced(policy.forced().get(), eligible, rejected)
                : elected(topology, policy, eligible, rejected);
    }

    private static Ranking forced(ServerId wanted, List<Replica> eligible, List<Rejected> rejected) {
        Optional<Replica> winner =
                eligible.stream().filter(r -> r.id().equals(wanted)).findFirst();
        return new Ranking(
                winner,
                winner.isPresent() ? "the operator named it" : wanted + ", which the operator named, is not eligible",
                rejected);
    }

    private static Ranking elected(
            Topology topology, ElectionPolicy policy, List<Replica> eligible, List<Rejected> rejected) {
        Optional<Replica> preferredAndAdvanced = first(
                eligible.stream(), r -> policy.mostAdvancedFirst() && isPreferred(r) && topology.isMostAdvanced(r));
        if (preferredAndAdvanced.isPresent()) {
            return new Ranking(preferredAndAdvanced, "candidate_master=1 and most advanced", rejected);
        }
        Optional<Replica> preferred = first(eligible.stream(), Candidates::isPreferred);
        if (preferred.isPresent()) {
            return new Ranking(preferred, "candidate_master=1", rejected);
        }
        Optional<Replica> advanced =
                first(eligible.stream(), r -> policy.mostAdvancedFirst() && topology.isMostAdvanced(r));
        if (advanced.isPresent()) {
            return new Ranking(advanced, "most advanced", rejected);
        }
        Optional<Replica> any = eligible.stream().findFirst();
        return new Ranking(
                any, any.isPresent() ? "first eligible in the configuration" : "no replica is eligible", rejected);
    }

    private static Optional<Replica> first(Stream<Replica> replicas, java.util.function.Predicate<Replica> which) {
        return replicas.filter(which).findFirst();
    }

    private static boolean isPreferred(Replica replica) {
        return replica.rule() == PromotionRule.PREFER;
    }

    private static List<String> reasons(Topology topology, Replica replica) {
        return REJECTIONS.stream()
                .map(rule -> rule.reason().apply(topology, replica))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> when(boolean applies, String reason) {
        return applies ? Optional.of(reason) : Optional.empty();
    }

    private static ServerVersion oldest(Topology topology) {
        return topology.replicas().stream()
                .map(Replica::version)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static boolean isDelayed(Topology topology, Replica replica) {
        BinlogPosition most = topology.mostAdvanced().orElseThrow().received();
        BinlogPosition executed = replica.executed();
        return most.fileNumber() > executed.fileNumber() || most.offset() > executed.offset() + DELAY_LIMIT_BYTES;
    }
}

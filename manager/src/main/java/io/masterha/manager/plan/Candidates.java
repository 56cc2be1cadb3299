package io.masterha.manager.plan;

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

/**
 * Says who may become the source and who does, by the rules of {@link Election}; a rejected replica carries every reason.
 */
public final class Candidates {
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
                    FailoverPlanner.completion(t, r).isEmpty(),
                    "what it lacks, from " + r.received() + " on, is in nobody's logs")));

    private Candidates() {}

    /**
     * Ranks them. A replica with transactions of its own is the last resort: the others would have to take those over, and
     * cannot if they are purged; but with it there is a source.
     */
    public static Ranking rank(Topology topology, ElectionPolicy policy) {
        Election election = Election.of(policy.kind());
        List<Rejected> rejected = new ArrayList<>();
        List<Replica> eligible = new ArrayList<>();
        for (Replica replica : topology.replicas()) {
            List<String> reasons = reasons(topology, replica, election, policy.forced());
            if (reasons.isEmpty()) {
                eligible.add(replica);
            } else {
                rejected.add(new Rejected(replica.id(), reasons));
            }
        }
        topology.unreachable().forEach(id -> rejected.add(new Rejected(id, List.of("it does not answer"))));
        if (policy.forced().isPresent()) {
            return forced(policy.forced().get(), eligible, rejected);
        }
        List<Replica> clean =
                eligible.stream().filter(r -> r.extraGtids().isEmpty()).toList();
        if (!clean.isEmpty()) {
            eligible.stream()
                    .filter(r -> !r.extraGtids().isEmpty())
                    .forEach(r -> rejected.add(new Rejected(r.id(), List.of(extras(r)))));
            return elected(topology, election, clean, rejected, "");
        }
        return eligible.isEmpty()
                ? new Ranking(Optional.empty(), "no replica is eligible", rejected)
                : elected(topology, election, eligible, rejected, "; no other replica can, although ");
    }

    private static Ranking elected(
            Topology topology, Election election, List<Replica> field, List<Rejected> rejected, String although) {
        Election.Choice choice = election.choose(topology, field);
        String because = choice.because() + (although.isEmpty() ? "" : although + extras(choice.winner()));
        return new Ranking(Optional.of(choice.winner()), because, rejected);
    }

    private static String extras(Replica replica) {
        return "it has transactions that never came from the source: " + replica.extraGtids();
    }

    private static Ranking forced(ServerId wanted, List<Replica> eligible, List<Rejected> rejected) {
        Optional<Replica> winner =
                eligible.stream().filter(r -> r.id().equals(wanted)).findFirst();
        return new Ranking(
                winner,
                winner.isPresent()
                        ? "the operator named it"
                                + winner.filter(r -> !r.extraGtids().isEmpty())
                                        .map(r -> ", although " + extras(r))
                                        .orElse("")
                        : wanted + ", which the operator named, is not eligible",
                rejected);
    }

    private static List<String> reasons(
            Topology topology, Replica replica, Election election, Optional<ServerId> forced) {
        List<String> reasons = new ArrayList<>();
        for (Rule rule : REJECTIONS) {
            rule.reason().apply(topology, replica).ifPresent(reasons::add);
        }
        if (!forced.equals(Optional.of(replica.id()))) {
            Rivals.outdone(topology, replica)
                    .ifPresent(more ->
                            reasons.add(more.server() + " stands at the same place and has more: " + more.onlyThere()));
        }
        if (!replica.isDelayed()) {
            election.farBehind(topology, replica).ifPresent(reasons::add);
        } else if (!forced.equals(Optional.of(replica.id()))) {
            reasons.add("it is delayed by " + replica.delaySeconds()
                    + " s on purpose, so it becomes the source only if --new_master_host names it");
        }
        return reasons;
    }

    private static Optional<String> when(boolean applies, String reason) {
        return applies ? Optional.of(reason) : Optional.empty();
    }

    /** Of those that will follow the new source: a broken one does not, until it is mended. */
    private static ServerVersion oldest(Topology topology) {
        return topology.replicas().stream()
                .filter(r -> r.applier() != Applier.BROKEN)
                .map(Replica::version)
                .min(Comparator.naturalOrder())
                .orElseGet(() -> topology.replicas().get(0).version());
    }
}

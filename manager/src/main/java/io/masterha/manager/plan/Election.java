package io.masterha.manager.plan;

import io.masterha.manager.topology.PromotionRule;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.Topology;
import java.util.List;
import java.util.Optional;

/** The rules by which one of several servers that could become the source is chosen. */
sealed interface Election permits MhaElection, DominanceElection {
    /** How much a replica may have left to execute: MHA's figure. */
    long LAG_LIMIT_BYTES = 100_000_000;

    static Election of(ElectionPolicy.Kind kind) {
        return switch (kind) {
            case MHA -> new MhaElection();
            case DOMINANCE -> new DominanceElection();
        };
    }

    /** Why a replica is too far behind to be chosen; empty if it is not, or if nobody wants to know. */
    Optional<String> farBehind(Topology topology, Replica replica);

    /**
     * Chooses.
     *
     * @param eligible at least one replica, in the order of the configuration
     */
    Choice choose(Topology topology, List<Replica> eligible);

    /** The chosen replica and the reason. */
    record Choice(Replica winner, String because) {}

    static boolean isPreferred(Replica replica) {
        return replica.rule() == PromotionRule.PREFER;
    }
}

package io.masterha.manager.app.check;

import io.masterha.manager.plan.FencePolicy;
import io.masterha.manager.plan.LossPolicy;
import io.masterha.manager.plan.QuorumPolicy;
import io.masterha.manager.plan.Safety;

/** MHA's rules for the fence and for losses are weaker than they need be: whoever keeps them should know. */
final class SafetyCheck implements Check {
    private final Safety safety;

    SafetyCheck(Safety safety) {
        this.safety = safety;
    }

    @Override
    public void look(Seen seen, Found found) {
        if (safety.fence() == FencePolicy.BEST_EFFORT) {
            found.warn(
                    "fence=best_effort, MHA's rule: a failover goes on although nothing proves that the failed source"
                            + " cannot be written to; fence=strict refuses then");
        }
        if (safety.fence() == FencePolicy.STRICT && !seen.world().hooks().canShutDown()) {
            found.warn(
                    "fence=strict and no shutdown_script: if the source's host is gone, nothing proves that it takes no"
                            + " writes, and a failover is refused until an operator vouches for it (--accept_fence)");
        }
        if (safety.quorum() == QuorumPolicy.NONE && countedReplicas(seen) > 1) {
            found.warn(
                    "quorum=none: a failover goes on however few replicas answer the manager, even if it is the one that"
                            + " is cut off from the others; quorum=half refuses then");
        }
        if (safety.loss() == LossPolicy.ACCEPT) {
            found.warn("loss=accept, MHA's rule: a failover goes on whatever is missing on the new source;"
                    + " loss=bounded or loss=refuse does not");
        }
    }

    /** With one replica there is nothing to count: it answers, or nobody can take over. */
    private static int countedReplicas(Seen seen) {
        return seen.replicas().size();
    }
}

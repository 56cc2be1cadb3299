package io.masterha.manager.plan;

import java.util.Optional;

/**
 * How much must be certain before another server is opened for writes.
 *
 * @param fence about the failed source: that it cannot be written to
 * @param loss about the new source: that it holds what was acknowledged
 * @param vouched the words of an operator who vouches for the failed source ({@code --accept_fence})
 * @param quorum about the manager: that it sees enough of the cluster
 */
public record Safety(FencePolicy fence, LossPolicy loss, Optional<String> vouched, QuorumPolicy quorum) {
    /** MHA's rules, which hold for configurations that MHA could have read. */
    public static final Safety USUAL = new Safety(FencePolicy.BEST_EFFORT, LossPolicy.ACCEPT);

    public Safety(FencePolicy fence, LossPolicy loss) {
        this(fence, loss, Optional.empty(), QuorumPolicy.usual(fence));
    }

    /** From the keys {@code fence}, {@code loss} and {@code quorum}. */
    public static Safety named(String fence, String loss, String quorum) {
        return new Safety(
                FencePolicy.named(fence), LossPolicy.named(loss), Optional.empty(), QuorumPolicy.named(quorum));
    }

    /** The same with an operator's word for the failed source. */
    public Safety vouchedFor(Optional<String> words) {
        return new Safety(fence, loss, words, quorum);
    }
}

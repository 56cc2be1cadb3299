package io.masterha.manager.plan;

/**
 * How much must be certain before another server is opened for writes.
 *
 * @param fence about the failed source: that it cannot be written to
 * @param loss about the new source: that it holds what was acknowledged
 */
public record Safety(FencePolicy fence, LossPolicy loss) {
    /** MHA's rules, which hold for configurations that MHA could have read. */
    public static final Safety USUAL = new Safety(FencePolicy.BEST_EFFORT, LossPolicy.ACCEPT);

    /** From the keys {@code fence} and {@code loss}. */
    public static Safety named(String fence, String loss) {
        return new Safety(FencePolicy.named(fence), LossPolicy.named(loss));
    }
}

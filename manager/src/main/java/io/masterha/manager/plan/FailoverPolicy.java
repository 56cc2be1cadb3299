package io.masterha.manager.plan;

/**
 * The choices of the operator that shape a failover plan.
 *
 * @param election how the new source is chosen
 * @param saveBinlog whether the failed source's binary log is saved ({@code --skip_save_master_binlog} says no)
 * @param repoint whether replicas follow the new source ({@code --skip_change_master} says no)
 * @param open whether the new source is opened for writes ({@code --skip_disable_read_only} says no)
 * @param forgetSource whether the new source's old replication settings are cleared ({@code skip_reset_slave} says no)
 * @param safety how much must be certain before the new source is opened
 */
public record FailoverPolicy(
        ElectionPolicy election,
        boolean saveBinlog,
        boolean repoint,
        boolean open,
        boolean forgetSource,
        Safety safety) {
    public static final FailoverPolicy USUAL = new FailoverPolicy(ElectionPolicy.USUAL, true, true, true, true);

    /** With MHA's rules for what must be certain. */
    public FailoverPolicy(
            ElectionPolicy election, boolean saveBinlog, boolean repoint, boolean open, boolean forgetSource) {
        this(election, saveBinlog, repoint, open, forgetSource, Safety.USUAL);
    }

    /** The same with other rules for what must be certain. */
    public FailoverPolicy with(Safety other) {
        return new FailoverPolicy(election, saveBinlog, repoint, open, forgetSource, other);
    }
}

package io.masterha.manager.topology;

/**
 * A server of the cluster as the operator configured it.
 *
 * @param id its name
 * @param address its address, resolved once; replicas may know their source by name or by address
 * @param rule whether it may become the source
 * @param checksDelay whether a large lag keeps it from that
 * @param ignoreFail whether a failover goes on without it
 * @param latestPriority {@code latest_priority}
 * @param multiTier {@code multi_tier_slave}: it may follow another replica, and is left alone then
 * @param skipReset {@code skip_reset_slave}: it keeps its replication settings when it becomes the source
 * @param goesOver {@code use_gtid_auto_pos}: it may go over from file and position to GTIDs
 */
public record Member(
        ServerId id,
        String address,
        PromotionRule rule,
        boolean checksDelay,
        boolean ignoreFail,
        boolean latestPriority,
        boolean multiTier,
        boolean skipReset,
        boolean goesOver) {
    /** A member without the less usual settings. */
    public Member(ServerId id, String address, PromotionRule rule, boolean checksDelay, boolean ignoreFail) {
        this(id, address, rule, checksDelay, ignoreFail, true, false, false, false);
    }

    /** Whether a replica that names its source so means this server. */
    public boolean isKnownAs(String host, int port) {
        return id.port() == port && (AddressText.isSame(id.host(), host) || AddressText.isSame(address, host));
    }
}

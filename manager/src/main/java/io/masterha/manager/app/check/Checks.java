package io.masterha.manager.app.check;

import io.masterha.manager.plan.ElectionPolicy;
import io.masterha.manager.plan.LossPolicy;
import io.masterha.manager.plan.Safety;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All checks, in the order in which the operator reads what they found. */
public final class Checks {
    /** What the servers tell of themselves. */
    public static final List<Check> OF_SERVERS = List.of(
            new ServerIdsCheck(),
            new VersionsCheck(),
            new SettingsCheck(),
            new PrivilegesCheck(),
            new ReplicationAccountCheck(),
            new GtidCheck(),
            new ClockCheck());

    private Checks() {}

    /** @param mostLag replicas must run and lag no more; empty if that is not asked */
    public static Check replication(Optional<Duration> mostLag) {
        return new ReplicationCheck(mostLag);
    }

    /** @param savesBinlog whether a failover would save the failed source's log */
    public static Check encryption(boolean savesBinlog, LossPolicy policy) {
        return new EncryptionCheck(savesBinlog, policy);
    }

    /** @param ssh whether hosts are looked at */
    public static Check exposure(boolean ssh) {
        return new ExposureCheck(ssh);
    }

    public static Check scripts() {
        return new ScriptsCheck();
    }

    /** @param safety how much a failover wants to be certain of */
    public static Check safety(Safety safety) {
        return new SafetyCheck(safety);
    }

    /** @param policy by which a failover would choose */
    public static Check candidates(ElectionPolicy policy) {
        return new CandidatesCheck(policy);
    }

    public static Check filters() {
        return new FiltersCheck();
    }

    public static Check binlogServers() {
        return new BinlogServersCheck();
    }

    /** @param left servers whose hosts are not checked */
    public static Check hosts(Set<ServerId> left) {
        return new HostsCheck(left);
    }
}

package io.masterha.manager.port;

import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;

/** The operator's scripts, with MHA's arguments and MHA's meaning of their exit codes. */
public interface Hooks {
    /** Whether there is a {@code master_ip_failover_script}. */
    boolean canMoveAddress();

    /** Takes the application's address off the failed source: {@code master_ip_failover_script}, stop or stopssh. */
    HookOutcome releaseAddress(ServerId failed, boolean sshReachable);

    /** Powers the failed source off or kills its server: {@code shutdown_script}, stop or stopssh. */
    HookOutcome shutDown(ServerId failed, boolean sshReachable);

    /** Whether there is a {@code shutdown_script}. */
    boolean canShutDown();

    /** Gives the application's address to the new source: {@code master_ip_failover_script}, start. */
    HookOutcome takeAddress(ServerId failed, ServerId promoted);

    /** Takes the application's address off a living source: {@code master_ip_online_change_script}, stop. */
    HookOutcome leaveAddress(AddressMove move);

    /**
     * Gives it to the new source: {@code master_ip_online_change_script}, start. Returns at its end, or as soon as it says that
     * the address is there; then the next move waits for its end.
     */
    AddressArrival arriveAddress(AddressMove move);

    /** How the last {@link #arriveAddress} of this process ended, waited for within its limit; empty if there was none. */
    Optional<HookOutcome> endOfArrival();

    /** Sends the report: {@code report_script}; its failure is told, never fatal. */
    HookOutcome report(
            ServerId failed, Optional<ServerId> promoted, List<ServerId> followers, String subject, String body);

    /**
     * Checks the scripts before they are needed: their files, how they get passwords, and their own {@code
     * --command=status}.
     */
    List<ScriptFinding> check(ServerId source);

    /** Other routes to the source: {@code secondary_check_script}. */
    HookOutcome secondaryCheck(ServerId source);
}

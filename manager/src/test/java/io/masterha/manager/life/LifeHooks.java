package io.masterha.manager.life;

import io.masterha.manager.port.AddressArrival;
import io.masterha.manager.port.AddressMove;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.Hooks;
import io.masterha.manager.port.ScriptFinding;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;

/** A script that gives the application's address to a new source and takes it off nobody, and no other script. */
record LifeHooks(LifePorts ports) implements Hooks {
    private static final HookOutcome NONE = new HookOutcome(HookOutcome.Kind.NOT_CONFIGURED, -1, "");
    private static final HookOutcome DONE = new HookOutcome(HookOutcome.Kind.DONE, 0, "simulated");

    @Override
    public HookOutcome releaseAddress(ServerId failed, boolean sshReachable) {
        return NONE;
    }

    @Override
    public HookOutcome shutDown(ServerId failed, boolean sshReachable) {
        return NONE;
    }

    @Override
    public boolean canMoveAddress() {
        return false;
    }

    @Override
    public boolean canShutDown() {
        return false;
    }

    @Override
    public HookOutcome takeAddress(ServerId failed, ServerId promoted) {
        ports.killer().before("take address");
        ports.world().clients.address = promoted;
        ports.killer().after("take address");
        return DONE;
    }

    @Override
    public HookOutcome leaveAddress(AddressMove move) {
        throw new AssertionError("no failover calls master_ip_online_change_script");
    }

    @Override
    public AddressArrival arriveAddress(AddressMove move) {
        throw new AssertionError("no failover calls master_ip_online_change_script");
    }

    @Override
    public Optional<HookOutcome> endOfArrival() {
        throw new AssertionError("no failover calls master_ip_online_change_script");
    }

    @Override
    public HookOutcome report(
            ServerId failed, Optional<ServerId> promoted, List<ServerId> followers, String subject, String body) {
        return NONE;
    }

    @Override
    public List<ScriptFinding> check(ServerId source) {
        return List.of();
    }

    @Override
    public HookOutcome secondaryCheck(ServerId source) {
        return NONE;
    }
}

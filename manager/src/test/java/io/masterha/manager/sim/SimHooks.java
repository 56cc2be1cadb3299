package io.masterha.manager.sim;

import io.masterha.manager.port.AddressArrival;
import io.masterha.manager.port.AddressMove;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.Hooks;
import io.masterha.manager.port.ScriptFinding;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;

/** The scripts of a simulated cluster: one for the address, which succeeds unless it is made to fail. */
record SimHooks(SimWorld world) implements Hooks {
    @Override
    public HookOutcome releaseAddress(ServerId failed, boolean sshReachable) {
        return world.effect("release address", () -> new HookOutcome(HookOutcome.Kind.DONE, 0, "simulated"));
    }

    @Override
    public HookOutcome shutDown(ServerId failed, boolean sshReachable) {
        if (!world.hasPowerScript) {
            return new HookOutcome(HookOutcome.Kind.NOT_CONFIGURED, -1, "");
        }
        return world.effect("shut down " + failed, () -> {
            world.sourceUp = false;
            world.poweredOff = true;
            return new HookOutcome(HookOutcome.Kind.DONE, 0, "simulated");
        });
    }

    @Override
    public boolean canMoveAddress() {
        return true;
    }

    @Override
    public boolean canShutDown() {
        return world.hasPowerScript;
    }

    @Override
    public HookOutcome takeAddress(ServerId failed, ServerId promoted) {
        return world.effect("take address", () -> new HookOutcome(HookOutcome.Kind.DONE, 0, "simulated"));
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
        return new HookOutcome(HookOutcome.Kind.NOT_CONFIGURED, -1, "");
    }

    @Override
    public List<ScriptFinding> check(ServerId source) {
        return List.of();
    }

    @Override
    public HookOutcome secondaryCheck(ServerId id) {
        return new HookOutcome(HookOutcome.Kind.NOT_CONFIGURED, -1, "");
    }
}

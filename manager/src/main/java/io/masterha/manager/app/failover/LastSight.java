package io.masterha.manager.app.failover;

import io.masterha.manager.app.World;
import io.masterha.manager.port.HostUptime;
import io.masterha.manager.topology.DiskTrust;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Witness;
import java.time.Duration;
import java.util.Optional;

/** What is known of a source that is down for certain: how long nobody had seen it, and what its disk is worth. */
final class LastSight {
    private final World world;

    LastSight(World world) {
        this.world = world;
    }

    /** @param dead as it was declared dead; it is fenced now */
    FailedSource of(FailedSource dead, boolean hostAnswers) {
        Optional<Witness> last =
                dead.witness().map(witness -> witness.downAt(world.time().now()));
        boolean isSynced = last.filter(w -> w.syncBinlog() == 1).isPresent();
        Optional<HostUptime> host = hostAnswers && !isSynced
                ? world.hosts().uptime(dead.id(), world.limits().sshLook())
                : Optional.empty();
        Optional<Duration> up = host.map(HostUptime::up);
        boolean wroteSince = host.filter(HostUptime::wroteSince).isPresent();
        return dead.with(
                hostAnswers,
                last,
                DiskTrust.of(last, up, wroteSince, world.time().now()));
    }
}

package io.masterha.manager.app.fence;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.World;
import io.masterha.manager.detect.Patience;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/** Whether a server that a failover had chosen is gone: its host proves it, or it says nothing until patience is over. */
public final class Gone {
    private final World world;

    public Gone(World world) {
        this.world = world;
    }

    public boolean isGone(ServerId id) {
        long begin = world.time().nanos();
        while (true) {
            if (answers(id)) {
                return false;
            }
            HostSight sight = world.hosts().look(id, world.limits().sshLookInDoubt());
            boolean isProved = sight.kind() == HostSight.Kind.CRASHED || sight.kind() == HostSight.Kind.STOPPED;
            boolean isSilent = world.time().nanos() - begin
                    >= Patience.usual(world.limits().pingInterval()).gone().toNanos();
            if (isProved || isSilent) {
                world.story()
                        .warn(
                                "plan",
                                Optional.of(id),
                                "it was chosen and is gone: " + (isProved ? sight.detail() : "it does not answer"));
                return true;
            }
            world.time().sleep(world.limits().suspectInterval());
        }
    }

    /** Within the limits of one connection. */
    public boolean answers(ServerId id) {
        try {
            world.servers().session(id).status();
            return true;
        } catch (Problem silent) {
            return false;
        }
    }
}

package io.masterha.manager.app.fence;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.World;
import io.masterha.manager.detect.Patience;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;

/** Whether a server that a failover had chosen is gone: its host proves it, or it says nothing until patience is over. */
public final class Gone {
    /** One that answers within this needs no second witness. */
    private static final Duration AT_ONCE = Duration.ofMillis(500);

    /** Its own limits end it. */
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final World world;
    private final NewSourceSight sight;

    /** @param sight who watches the one that was opened */
    public Gone(World world, NewSourceSight sight) {
        this.world = world;
        this.sight = sight;
    }

    /** Asks until one or the other is clear; not at all if it is known to be dead. */
    public boolean isGone(ServerId id) {
        long begin = world.time().nanos();
        while (true) {
            if (sight.dead(id).isPresent()) {
                return true;
            }
            Future<Boolean> answer = world.workers().start(() -> answers(id));
            if (Workers.within(answer, AT_ONCE).orElse(false)) {
                return false;
            }
            // Beside the question: of a host that is silent both take as long as they may.
            Future<HostSight> looked = world.workers()
                    .start(() -> world.hosts().look(id, world.limits().sshLookInDoubt()));
            if (Workers.within(answer, FOR_EVER).orElseThrow()) {
                return false;
            }
            HostSight seen = Workers.within(looked, FOR_EVER).orElseThrow();
            boolean isProved = seen.kind() == HostSight.Kind.CRASHED || seen.kind() == HostSight.Kind.STOPPED;
            boolean isSilent = world.time().nanos() - begin
                    >= Patience.usual(world.limits().pingInterval()).gone().toNanos();
            if (isProved || isSilent) {
                world.story()
                        .warn(
                                "plan",
                                Optional.of(id),
                                "it was chosen and is gone: " + (isProved ? seen.detail() : "it does not answer"));
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

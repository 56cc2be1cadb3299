package io.masterha.manager.cli.manage;

import io.masterha.binlog.Problem;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A source that was found dead and whose failover has to wait: it is looked at meanwhile, and once more before the end. */
public record DeadSource(ManagerContext context, Wiring wiring, SourceWatch watch, FailedSource source) {
    public ServerId id() {
        return source.id();
    }

    public Story story() {
        return context.story();
    }

    public Duration pingInterval() {
        return wiring.world().limits().pingInterval();
    }

    /** One ping. A source that answers and was given up because it cannot write is watched anew: that takes longer only. */
    public boolean answers() {
        return wiring.world()
                .servers()
                .ping(id(), context.pingType(), pingInterval())
                .isSignOfLife();
    }

    /** By all the rules of the detection; in doubt it is watched on. */
    public boolean isDeadStill() {
        try {
            return watch.isStillDead(wiring, source);
        } catch (Problem uncertain) {
            if (uncertain.code() == ManagerError.CALLED_OFF) {
                throw uncertain;
            }
            story().warn("brake", Optional.of(id()), uncertain.sentence());
            return false;
        }
    }

    /** To those who get the reports of this cluster's failovers. */
    public void report(String subject, String body) {
        wiring.world().hooks().report(id(), Optional.empty(), List.of(), subject, body);
    }
}

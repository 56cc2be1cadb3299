package io.masterha.manager.sim;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.DiskSight;
import io.masterha.manager.port.SourceStrain;
import io.masterha.manager.port.Witnesses;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Optional;

/** Witnesses who see nothing. */
final class SilentWitnesses implements Witnesses {
    @Override
    public Optional<SourceStrain> strain(ServerId source, Duration limit) {
        throw Problem.of(SimWorld.SimError.GONE, source + " does not answer");
    }

    @Override
    public long heartbeats(ServerId replica) {
        return 0;
    }

    @Override
    public boolean greets(ServerId id, Duration limit) {
        return false;
    }

    @Override
    public Passage passage(ServerId from, ServerId to, Duration limit) {
        return Passage.UNUSABLE;
    }

    @Override
    public DiskSight disk(ServerId id, Duration limit) {
        return new DiskSight(DiskSight.Kind.UNKNOWN, "");
    }

    @Override
    public void close() {}
}

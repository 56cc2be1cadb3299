package io.masterha.manager.life;

import io.masterha.manager.port.DiskSight;
import io.masterha.manager.port.SourceStrain;
import io.masterha.manager.port.Witnesses;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Optional;

/** What the simulated servers and hosts say when the watch asks beside the ping; it takes no time of the ping's. */
record LifeWitnesses(LifePorts ports) implements Witnesses {
    @Override
    public Optional<SourceStrain> strain(ServerId source, Duration limit) {
        LifeServer server = ports.world().server(source);
        requireAnswer(server);
        if (server.refusesClients) {
            return Optional.empty();
        }
        return Optional.of(new SourceStrain(
                !server.writable,
                Duration.ofNanos(ports.world().nanos() - server.bootedAt),
                5,
                151,
                0,
                0,
                -1,
                0,
                Duration.ZERO,
                0,
                Optional.of(server.at(server.data.size(), 0))));
    }

    @Override
    public long heartbeats(ServerId replica) {
        LifeServer server = ports.world().server(replica);
        requireAnswer(server);
        return server.heartbeats;
    }

    @Override
    public boolean greets(ServerId id, Duration limit) {
        LifeServer server = ports.world().server(id);
        return ports.world().managerReaches(server) && server.answers();
    }

    @Override
    public Passage passage(ServerId from, ServerId to, Duration limit) {
        LifeServer witness = ports.world().server(from);
        if (!ports.world().managerReaches(witness)) {
            return Passage.UNUSABLE;
        }
        LifeServer source = ports.world().server(to);
        boolean isOpen = source.hostUp && ports.world().isOpen(from.host(), to.host());
        return isOpen && source.answers() ? Passage.GREETS : Passage.SILENT;
    }

    @Override
    public DiskSight disk(ServerId id, Duration limit) {
        boolean reaches = ports.world().managerReaches(ports.world().server(id));
        return new DiskSight(reaches ? DiskSight.Kind.ROOM : DiskSight.Kind.UNKNOWN, "simulated");
    }

    private void requireAnswer(LifeServer server) {
        if (!ports.world().managerReaches(server) || !server.answers()) {
            throw LifeSession.gone(server);
        }
    }

    @Override
    public void close() {}
}

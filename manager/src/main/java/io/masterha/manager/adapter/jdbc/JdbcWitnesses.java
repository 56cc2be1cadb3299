package io.masterha.manager.adapter.jdbc;

import io.masterha.manager.port.SourceStrain;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All servers of a cluster, asked beside the ping. */
public final class JdbcWitnesses implements AutoCloseable {
    private final Map<ServerId, JdbcWitness> witnesses = new HashMap<>();
    private final Map<ServerId, DatabaseTarget> targets = new HashMap<>();

    public JdbcWitnesses(Collection<DatabaseTarget> targets) {
        for (DatabaseTarget target : targets) {
            this.targets.put(target.id(), target);
            witnesses.put(target.id(), new JdbcWitness(target, new DatabaseConnector(target)));
        }
    }

    /** See {@link io.masterha.manager.port.Witnesses#strain}. */
    public Optional<SourceStrain> strain(ServerId id, Duration limit) {
        return known(witnesses, id).strain(limit);
    }

    /** See {@link io.masterha.manager.port.Witnesses#heartbeats}. */
    public long heartbeats(ServerId id) {
        return known(witnesses, id).heartbeats();
    }

    /** See {@link io.masterha.manager.port.Witnesses#greets}: a server speaks first; what a kernel accepts says nothing. */
    public boolean greets(ServerId id, Duration limit) {
        int half = Math.max(1, (int) limit.toMillis() / 2);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(known(targets, id).address(), id.port()), half);
            socket.setSoTimeout(half);
            return socket.getInputStream().read() >= 0;
        } catch (IOException silent) {
            return false;
        }
    }

    Optional<Link> handOver(ServerId id) {
        return known(witnesses, id).handOver();
    }

    private static <T> T known(Map<ServerId, T> map, ServerId id) {
        return Optional.ofNullable(map.get(id))
                .orElseThrow(() -> new IllegalArgumentException("not a server of this cluster: " + id));
    }

    @Override
    public void close() {
        witnesses.values().forEach(JdbcWitness::close);
    }
}

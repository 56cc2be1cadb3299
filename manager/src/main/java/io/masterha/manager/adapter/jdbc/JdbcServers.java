package io.masterha.manager.adapter.jdbc;

import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.ServerFiles;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.Servers;
import io.masterha.manager.port.Time;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All database servers of one cluster over JDBC; may be used by many threads, one server by several of them too. */
public final class JdbcServers implements Servers {
    private final Map<ServerId, JdbcSession> sessions = new HashMap<>();
    private final Map<ServerId, Pinger> pingers = new HashMap<>();
    private final Map<ServerId, RefusedWrites> refusals = new HashMap<>();
    private final Map<ServerId, GivenUp> givenUp = new HashMap<>();
    private volatile Optional<JdbcWitnesses> witnesses = Optional.empty();

    public JdbcServers(Collection<DatabaseTarget> targets, JdbcLimits limits, Time time) {
        Map<ServerId, DatabaseTarget> byId = new HashMap<>();
        for (DatabaseTarget target : targets) {
            byId.put(target.id(), target);
            givenUp.put(target.id(), new GivenUp());
        }
        ReplicaHabits habits = new ReplicaHabits();
        for (DatabaseTarget target : targets) {
            DatabaseConnector connector = new DatabaseConnector(target);
            Addresses addresses = new Addresses(byId);
            sessions.put(
                    target.id(),
                    new JdbcSession(
                            target,
                            new Wire(target, connector, limits, known(givenUp, target.id())),
                            addresses,
                            habits,
                            time,
                            () -> witnesses.flatMap(all -> all.handOver(target.id())),
                            this::isGivenUp));
            pingers.put(target.id(), new Pinger(connector));
            refusals.put(target.id(), new RefusedWrites(target, connector));
        }
    }

    /** A failover takes its locks on the connections of the witnesses, who are not asked any more then. */
    public void lockOnConnectionsOf(JdbcWitnesses lenders) {
        witnesses = Optional.of(lenders);
    }

    @Override
    public ServerSession session(ServerId id) {
        JdbcSession session = known(sessions, id);
        session.ensureConnected();
        return session;
    }

    @Override
    public PingAnswer ping(ServerId id, PingType type, Duration limit) {
        return known(pingers, id).ping(type, limit);
    }

    @Override
    public boolean awaitBreak(ServerId id, Duration limit) {
        return known(pingers, id).awaitBreak(limit);
    }

    @Override
    public String refuseWrites(ServerId id, Duration limit) {
        return known(refusals, id).refuse(limit);
    }

    @Override
    public void giveUp(ServerId id) {
        known(givenUp, id).now();
    }

    private boolean isGivenUp(ServerId id) {
        return known(givenUp, id).isNow();
    }

    /** Where a server's files are, as its last status told; a server that is down cannot be asked any more. */
    public Optional<ServerFiles> filesOf(ServerId id) {
        return known(sessions, id).lastFiles();
    }

    private static <T> T known(Map<ServerId, T> map, ServerId id) {
        T found = map.get(id);
        if (found == null) {
            throw new IllegalArgumentException("not a server of this cluster: " + id);
        }
        return found;
    }

    @Override
    public void close() {
        sessions.values().forEach(JdbcSession::close);
        pingers.values().forEach(Pinger::close);
        refusals.values().forEach(RefusedWrites::close);
    }
}

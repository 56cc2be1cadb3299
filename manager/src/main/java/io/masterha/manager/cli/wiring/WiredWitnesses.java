package io.masterha.manager.cli.wiring;

import io.masterha.manager.adapter.jdbc.JdbcWitnesses;
import io.masterha.manager.adapter.ssh.SshWitnesses;
import io.masterha.manager.port.DiskSight;
import io.masterha.manager.port.SourceStrain;
import io.masterha.manager.port.Witnesses;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Optional;

/** The witnesses over SQL and those over SSH as one: adapters do not know each other. */
record WiredWitnesses(JdbcWitnesses sql, SshWitnesses ssh) implements Witnesses {
    @Override
    public Optional<SourceStrain> strain(ServerId source, Duration limit) {
        return sql.strain(source, limit);
    }

    @Override
    public long heartbeats(ServerId replica) {
        return sql.heartbeats(replica);
    }

    @Override
    public boolean greets(ServerId id, Duration limit) {
        return sql.greets(id, limit);
    }

    @Override
    public Passage passage(ServerId from, ServerId to, Duration limit) {
        return ssh.passage(from, to, limit);
    }

    @Override
    public DiskSight disk(ServerId id, Duration limit) {
        return ssh.disk(id, limit);
    }

    @Override
    public void close() {
        sql.close();
    }
}

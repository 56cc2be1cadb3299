package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.ClientSession;
import io.masterha.manager.port.WriteState;
import io.masterha.manager.topology.ServerVersion;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes the writes from a server that is to be replaced although it still answers.
 *
 * <p>Commits that wait for an acknowledgement keep {@code read_only} from being set, so their sessions are ended first if
 * need be; all others are ended afterwards. Where {@code read_only} does not stop privileged accounts, all tables stay
 * locked until {@link #close}.
 */
final class RefusedWrites implements AutoCloseable {
    private final DatabaseTarget target;
    private final DatabaseConnector connector;
    private Optional<JdbcWriteControl> kept = Optional.empty();
    private Optional<Wire> wire = Optional.empty();

    RefusedWrites(DatabaseTarget target, DatabaseConnector connector) {
        this.target = target;
        this.connector = connector;
    }

    /** One clause: what was done and read back. */
    synchronized String refuse(Duration limit) {
        close();
        long until = System.nanoTime() + limit.multipliedBy(3).toNanos();
        Wire made = new Wire(target, connector, new JdbcLimits(limit, limit));
        wire = Optional.of(made);
        made.ensureConnected();
        ServerVersion version =
                ServerVersion.parse(made.run(Dialect.askVersion()).get(0).text("version"));
        WriteDialect dialect = new WriteDialect(version);
        JdbcWriteControl writes = new JdbcWriteControl(made, dialect, new NamedLocks(made));
        kept = Optional.of(writes);
        boolean locks = !dialect.hasSuperReadOnly();
        int ended = 0;
        try {
            writes.block(locks, limit);
        } catch (Problem writesGoOn) {
            ended = end(writes, until);
            writes.reconnect();
            writes.block(locks, limit);
        }
        ended += end(writes, until);
        WriteState state = writes.state();
        if (!state.isBlocked(locks)) {
            throw Problem.of(DatabaseError.STATEMENT_FAILED, target.id() + ": it still takes writes")
                    .why(state.toString());
        }
        return state + ", " + ended + " client sessions ended";
    }

    private static int end(JdbcWriteControl writes, long until) {
        int ended = 0;
        for (ClientSession client : writes.clients()) {
            if (System.nanoTime() > until) {
                break;
            }
            writes.kill(client);
            ended++;
        }
        return ended;
    }

    @Override
    public synchronized void close() {
        kept.ifPresent(JdbcWriteControl::close);
        kept = Optional.empty();
        wire.ifPresent(Wire::close);
        wire = Optional.empty();
    }
}

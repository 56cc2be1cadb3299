package io.masterha.manager.step;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;

/**
 * Writes down where the old source's history ends, read twice: it must stand still. Where only {@code read_only} stops
 * the writers the second reading comes later, as MHA does it.
 */
public record ReadFinal(ServerId server) implements Step {
    private static final Duration WITHOUT_LOCK = Duration.ofMillis(200);

    @Override
    public String title() {
        return "read the final position of " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        ServerSession session = context.server(server);
        BinlogMark first = session.mark();
        if (!session.writes().state().isBlocked(true)) {
            context.time().sleep(WITHOUT_LOCK);
        }
        BinlogMark second = session.mark();
        if (!first.equals(second)) {
            throw Problem.of(StepError.NOT_BLOCKED, server + " takes writes although they were stopped")
                    .why("its log went on from " + first.position() + " to " + second.position()
                            + ": an account that read_only does not stop");
        }
        context.facts().put(Facts.FINAL_GTIDS, second.gtids());
        context.facts().put(Facts.FINAL, second.position());
        return second.position().toString();
    }
}

package io.masterha.manager.step;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;

/**
 * Writes down where the old source's history ends; that it still ends there is seen again before the new source is opened.
 * Where only {@code read_only} stops the writers it is read twice, as MHA does it: it must stand still.
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
        BinlogMark mark = session.mark();
        if (!session.writes().state().isBlocked(true)) {
            context.time().sleep(WITHOUT_LOCK);
            requireSame(mark, session.mark());
        }
        context.facts().put(Facts.FINAL_GTIDS, mark.gtids());
        context.facts().put(Facts.FINAL, mark.position());
        return mark.position().toString();
    }

    private void requireSame(BinlogMark first, BinlogMark second) {
        if (!first.equals(second)) {
            throw Problem.of(StepError.NOT_BLOCKED, server + " takes writes although they were stopped")
                    .why("its log went on from " + first.position() + " to " + second.position()
                            + ": an account that read_only does not stop");
        }
    }
}

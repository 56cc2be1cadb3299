package io.masterha.manager.step;

import io.masterha.binlog.CatchingUp;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.Time;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Optional;

/**
 * Waits until the new source hardly lags, while the old one still takes writes: what it has to catch up then costs the
 * applications nothing. If it does not keep up, nothing has been changed.
 */
public record DrawNear(ServerId server, ServerId oldSource) implements Step {
    private static final Duration NEAR = Duration.ofMillis(100);
    private static final Duration SLICE = Duration.ofSeconds(1);

    @Override
    public String title() {
        return "let " + server + " come near " + oldSource;
    }

    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        Time time = context.time();
        Duration limit = context.limits().catchUp();
        long until = time.nanos() + limit.toNanos();
        CatchingUp catchingUp = new CatchingUp(sentence -> context.tell(server, sentence), time::nanos);
        while (true) {
            BinlogMark mark = context.server(oldSource).mark();
            long begin = time.nanos();
            boolean executed = awaitExecuted(context, mark, until, catchingUp);
            long waited = time.nanos() - begin;
            if (executed && waited <= NEAR.toNanos()) {
                return "it is " + waited / 1_000_000 + " ms behind";
            }
            if (!executed || time.nanos() >= until) {
                throw Problem.of(StepError.NOT_APPLIED, server + " does not come near " + oldSource)
                        .why("within " + limit.toSeconds() + " s it has not executed what " + oldSource + " wrote")
                        .next("look at the replication status of " + server + ", then switch again")
                        .changed("writes were not stopped");
            }
        }
    }

    private boolean awaitExecuted(StepContext context, BinlogMark mark, long until, CatchingUp catchingUp) {
        ServerSession session = context.server(server);
        Duration limit = context.limits().catchUp();
        while (!session.awaitExecuted(mark, limit.compareTo(SLICE) < 0 ? limit : SLICE)) {
            Optional<ReplicationStatus> status = session.status().replication().filter(AwaitFinal::goesOn);
            if (status.isEmpty() || context.time().nanos() >= until) {
                return false;
            }
            catchingUp.saw(status.get().executed(), mark.position(), "");
        }
        return true;
    }
}

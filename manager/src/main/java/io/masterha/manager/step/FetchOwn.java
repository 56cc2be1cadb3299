package io.masterha.manager.step;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.Histories;
import io.masterha.manager.topology.ReturnVerdict;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/** Waits until a server has got back from the source what it wrote itself and had lost. */
public record FetchOwn(ServerId server, long own, String lost) implements Step {
    @Override
    public String title() {
        return "let " + server + " fetch what it has lost";
    }

    @Override
    public boolean isDone(StepContext context) {
        return has(context);
    }

    @Override
    public String run(StepContext context) {
        long begin = context.time().nanos();
        while (!has(context)) {
            borrowAgain(context);
            Optional<ReplicationStatus> replication =
                    context.server(server).status().replication();
            String error =
                    replication.map(r -> r.receiverError() + r.applierError()).orElse("it is no replica");
            boolean isOver =
                    context.time().nanos() - begin > context.limits().applied().toNanos();
            if (!error.isEmpty() || isOver) {
                throw Problem.of(StepError.NOT_APPLIED, server + " does not get back what it has lost: " + lost)
                        .why(
                                error.isEmpty()
                                        ? "it takes longer than "
                                                + context.limits().applied()
                                        : error)
                        .next("mend the cause, then masterha-rejoin --conf=FILE again");
            }
            context.requireWanted();
            context.time().sleep(context.limits().poll());
        }
        return "it has " + lost + " again";
    }

    /** A server that was restarted meanwhile has its own server_id again, and ignores what it lacks. */
    private void borrowAgain(StepContext context) {
        Step borrow = new BorrowServerId(server, own);
        if (borrow.isDone(context)) {
            return;
        }
        ServerSession session = context.server(server);
        session.stopReplication(context.limits().stopReceiver());
        borrow.run(context);
        session.startReplication();
    }

    private boolean has(StepContext context) {
        ServerStatus status = context.server(server).status();
        String own = context.server(server).history().gtids();
        ReturnVerdict verdict =
                status.version().isMariadb() ? Histories.ofStates(lost, own, 0) : Histories.ofSets(lost, own, "", "");
        return verdict instanceof ReturnVerdict.NothingMore;
    }
}

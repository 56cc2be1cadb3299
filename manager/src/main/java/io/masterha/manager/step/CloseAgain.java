package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.topology.ServerId;

/**
 * Way back: makes sure that the server that was to become the source takes no writes and has taken none.
 *
 * <p>Nothing to do if neither its address script was called nor it was opened. One that replicates from the old source
 * again was seen closed by an earlier run, which wrote no more: its log goes on with what it gets from there.
 */
public record CloseAgain(ServerId server, ServerId oldSource) implements Step {
    @Override
    public String title() {
        return "make sure that " + server + " takes no writes";
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().text(Facts.ADDRESS_ARRIVED).isEmpty()
                && context.facts().text(Facts.OPENED).isEmpty();
    }

    @Override
    public String run(StepContext context) {
        ServerSession session;
        try {
            session = context.server(server);
            session.writes().block(false, context.limits().block());
        } catch (Problem unreachable) {
            return provedDown(context, unreachable);
        }
        if (replicatesAgain(context, session) && !session.writes().state().isWritable()) {
            return "it replicates from " + oldSource + " again";
        }
        BinlogPosition start = context.facts().position(Facts.START).orElseThrow();
        String gtids = context.facts().text(Facts.START_GTIDS).orElse("");
        BinlogMark mark = session.mark();
        if (!mark.position().equals(start) || !mark.gtids().equals(gtids)) {
            throw Problem.of(StepError.NEW_SOURCE_WRITTEN, server + " has taken writes already")
                    .why("its log went on from " + start + " to " + mark.position());
        }
        if (session.writes().state().isWritable()) {
            throw closed("it was told to refuse writes and does not");
        }
        return session.writes().state() + ", its log ends at " + start + " still";
    }

    /** Its applier was stopped before it could be opened, and is started only when the old source is open again. */
    private boolean replicatesAgain(StepContext context, ServerSession session) {
        long oldServerId = context.server(oldSource).status().serverId();
        return session.status()
                .replication()
                .filter(r -> r.applierRuns() && r.sourceServerId() == oldServerId)
                .isPresent();
    }

    private String provedDown(StepContext context, Problem unreachable) {
        HostSight sight = context.hosts().look(server, context.limits().sshLook());
        return switch (sight.kind()) {
            case CRASHED, STOPPED -> "it is down: " + sight.detail() + "; " + nothingWritten(context);
            case PRESENT, CLOSED, NO_ANSWER ->
                throw closed("it does not answer and is not proved to be down: " + unreachable.getMessage() + "; "
                        + sight.detail());
        };
    }

    /** A server that died after its address script was called may have taken writes before; its log tells. */
    private String nothingWritten(StepContext context) {
        BinlogPosition start = context.facts().position(Facts.START).orElseThrow();
        SavedLog written;
        try {
            written = context.nodes().readBinlog(server, start);
        } catch (Problem unreadable) {
            throw closed("it is down, and its log cannot be read: " + unreadable.getMessage());
        }
        if (!written.isEmpty()) {
            throw closed("it is down, and it had taken writes: " + LogText.describe(written));
        }
        return "its log ends at " + start + " still";
    }

    private Problem closed(String why) {
        return Problem.of(StepError.WAY_BACK_CLOSED, server + " may have become the source already")
                .why(why)
                .next("see whether " + server
                        + " takes writes, then masterha-switch --conf=FILE: it finishes if it does,"
                        + " and goes back if it does not")
                .changed("no server is open for writes by this step");
    }
}

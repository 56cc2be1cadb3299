package io.masterha.manager.step;

import io.masterha.binlog.node.RewindRowsReply;
import io.masterha.manager.port.OwnTransactions;
import io.masterha.manager.topology.ServerId;

/**
 * Undoes what only one server has, from the row images in its log; they are kept in a file first.
 *
 * <p>Repeatable: a second run finds that all is undone and tells the same statements.
 */
public record RewindOwn(ServerId server, OwnTransactions own, String file) implements Step {
    @Override
    public String title() {
        return "take back what only " + server + " has, kept in " + file;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().text(Facts.AFTER_REWIND).isPresent();
    }

    @Override
    public String run(StepContext context) {
        RewindRowsReply reply = context.nodes().rewind(server, own, file, false);
        context.facts().put(Facts.OWN, reply.archive());
        // The statements are needed by the next step, whoever runs it.
        context.facts().put(Facts.AFTER_REWIND, String.join("\n", reply.afterwards()));
        String gtids = reply.gtids().isEmpty() ? "" : " " + reply.gtids();
        return reply.transactions() + " transactions" + gtids + " undone in " + reply.millis() + " ms, kept in "
                + reply.archive().path();
    }
}

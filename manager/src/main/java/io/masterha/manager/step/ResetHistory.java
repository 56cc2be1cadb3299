package io.masterha.manager.step;

import io.masterha.manager.topology.ServerId;
import java.util.List;

/** Makes the GTID state of a server what its rows stand for, after transactions were undone. */
public record ResetHistory(ServerId server) implements Step {
    @Override
    public String title() {
        return "forget the transactions that were undone on " + server;
    }

    /** The statements may be run again: nothing is written in between. */
    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        List<String> statements = context.facts()
                .text(Facts.AFTER_REWIND)
                .orElse("")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        context.server(server).forgetHistory(statements);
        return statements.isEmpty() ? "without GTIDs there is nothing to forget" : String.join("; ", statements);
    }
}

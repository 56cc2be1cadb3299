package io.masterha.manager.step;

import io.masterha.manager.topology.ServerId;

/** Way back: starts replication again on the server that was to become the source. */
public record ResumeReplication(ServerId server) implements Step {
    @Override
    public String title() {
        return "start replication on " + server + " again";
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().text(Facts.HALTED).isEmpty();
    }

    @Override
    public String run(StepContext context) {
        context.server(server).startReplication();
        return "receiver and applier are started";
    }
}

package io.masterha.manager.step;

import io.masterha.manager.topology.ServerId;

/** Starts replication again that {@link HaltRing} stopped: the ring is as it was. */
public record ResumeRing(ServerId server) implements Step {
    @Override
    public String title() {
        return "start replication of " + server + " again";
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().text(Facts.RING_HALTED).isEmpty();
    }

    @Override
    public String run(StepContext context) {
        context.server(server).startReplication();
        return "the ring is as it was";
    }
}

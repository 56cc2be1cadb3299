package io.masterha.manager.step;

import io.masterha.manager.topology.ServerId;

/**
 * Stops the replication of an old source that follows another server itself, as in a ring: what the new source takes would come
 * through it to its replicas, and once more when they are pointed at the new source by position.
 */
public record HaltRing(ServerId server) implements Step {
    @Override
    public String title() {
        return "stop replication of " + server + ", which is in a ring";
    }

    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        context.facts().put(Facts.RING_HALTED, server.toString());
        context.server(server).stopReplication(context.limits().stopReceiver());
        return "nothing comes through it to its replicas";
    }
}

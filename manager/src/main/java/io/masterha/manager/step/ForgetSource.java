package io.masterha.manager.step;

import io.masterha.manager.topology.ServerId;

/** Clears the replication settings of the new source; everything it received is executed by then. */
public record ForgetSource(ServerId server) implements Step {
    @Override
    public String title() {
        return "clear the replication settings of " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.server(server).status().replication().isEmpty();
    }

    @Override
    public String run(StepContext context) {
        context.requireInCharge(server);
        context.server(server).forgetSource();
        return "it is no replica any more";
    }
}

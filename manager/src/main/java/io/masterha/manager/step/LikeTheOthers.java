package io.masterha.manager.step;

import io.masterha.manager.topology.ServerId;

/** Gives a server that is a replica again the {@code relay_log_purge} of the other replicas: they may need its relay logs. */
public record LikeTheOthers(ServerId server, boolean relayLogPurge) implements Step {
    @Override
    public String title() {
        return "set relay_log_purge=" + (relayLogPurge ? 1 : 0) + " on " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.server(server).status().settings().relayLogPurge() == relayLogPurge;
    }

    @Override
    public String run(StepContext context) {
        context.server(server).setRelayLogPurge(relayLogPurge);
        return "as on the other replicas";
    }
}

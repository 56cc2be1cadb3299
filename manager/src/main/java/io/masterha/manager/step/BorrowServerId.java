package io.masterha.manager.step;

import io.masterha.manager.topology.ServerId;

/**
 * Gives a server another {@code server_id} for a while: what it wrote itself and has lost carries its own, and a replica
 * ignores that without a word.
 */
public record BorrowServerId(ServerId server, long own) implements Step {
    /** Far from what anybody gives a server; within 32 bits. */
    private static final long AWAY = 2_000_000_000L;

    @Override
    public String title() {
        return "give " + server + " another server_id than " + own + " for a while";
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.server(server).status().serverId() != own;
    }

    @Override
    public String run(StepContext context) {
        long other = own < AWAY ? own + AWAY : own - AWAY;
        context.server(server).setServerId(other);
        return "server_id=" + other;
    }
}

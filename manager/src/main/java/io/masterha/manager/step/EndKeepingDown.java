package io.masterha.manager.step;

import io.masterha.manager.topology.ServerId;

/** Takes away what a manager of ours had left on a failed source's host to keep it down: it may start from now on. */
public record EndKeepingDown(ServerId server, String file) implements Step {
    @Override
    public String title() {
        return "let " + server + " start again";
    }

    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        return context.hosts().endKeepingDown(server, file) ? "removed " + file : "nothing keeps it down any more";
    }
}

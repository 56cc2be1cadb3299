package io.masterha.manager.step;

import io.masterha.manager.topology.ServerId;

/** Turns the event scheduler of the old source off: what it starts would write there. */
public record StopEvents(ServerId server) implements Step {
    @Override
    public String title() {
        return "stop the event scheduler of " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        return !context.server(server).writes().eventsRun();
    }

    @Override
    public String run(StepContext context) {
        context.server(server).writes().setEventScheduler(false);
        return "event_scheduler=OFF";
    }
}

package io.masterha.manager.step;

import io.masterha.manager.topology.ServerId;

/** Turns the event scheduler on again that a switchover had turned off. */
public record ResumeEvents(ServerId server) implements Step {
    @Override
    public String title() {
        return "start the event scheduler of " + server + " again";
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.server(server).writes().eventsRun();
    }

    @Override
    public String run(StepContext context) {
        context.server(server).writes().setEventScheduler(true);
        return "event_scheduler=ON";
    }
}

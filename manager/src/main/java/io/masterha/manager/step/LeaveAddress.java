package io.masterha.manager.step;

import io.masterha.manager.port.AddressMove;
import io.masterha.manager.topology.ServerId;

/** Takes the application's address off the old source, and whatever else the operator's script does there. */
public record LeaveAddress(ServerId server, ServerId newSource, boolean becomesReplica) implements Step {
    @Override
    public String title() {
        return "take the address off " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        context.facts().put(Facts.ADDRESS_LEFT, server.toString());
        String said = AddressScript.heed(
                "stop", context.hooks().leaveAddress(new AddressMove(server, newSource, becomesReplica)));
        // Scripts of MHA's kind end all connections there, ours too.
        context.server(server).writes().reconnect();
        return said;
    }
}

package io.masterha.manager.step;

import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.ServerId;

/** Gives a server its own {@code server_id} back; its receiver connects anew, so that the source knows it by that. */
public record ReturnServerId(ServerId server, long own) implements Step {
    @Override
    public String title() {
        return "give " + server + " server_id " + own + " back";
    }

    @Override
    public boolean isDone(StepContext context) {
        ServerStatus status = context.server(server).status();
        boolean runs = status.replication()
                .filter(r -> r.applierRuns() && r.receiver() != ReplicationStatus.Receiver.STOPPED)
                .isPresent();
        return status.serverId() == own && runs;
    }

    @Override
    public String run(StepContext context) {
        ServerSession session = context.server(server);
        session.stopReplication(context.limits().stopReceiver());
        session.setServerId(own);
        session.startReplication();
        return "server_id=" + own;
    }
}

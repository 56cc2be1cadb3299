package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/** Makes a replica follow the new source. */
public record Repoint(ServerId server, ServerId newSource, boolean gtid) implements Step {
    @Override
    public String title() {
        return "point " + server + " at " + newSource + (gtid ? " by GTID" : "");
    }

    @Override
    public boolean isDone(StepContext context) {
        Optional<ReplicationStatus> replication =
                context.server(server).status().replication();
        return replication.isPresent()
                && replication.get().sourceServerId()
                        == context.server(newSource).status().serverId()
                && replication.get().receiver() == ReplicationStatus.Receiver.RUNNING
                && replication.get().applierRuns();
    }

    @Override
    public String run(StepContext context) {
        ServerStatus before = context.server(server).status();
        Optional<BinlogPosition> from = gtid
                ? Optional.empty()
                : Optional.of(context.facts().position(Facts.START).orElseThrow());
        Following following = new Following(newSource, from);
        context.server(server).follow(following, context.limits().follow());
        context.server(server).setRelayLogPurge(before.settings().relayLogPurge());
        return "follows " + following;
    }
}

package io.masterha.node.apply;

import io.masterha.binlog.node.LocalServer;
import io.masterha.binlog.relay.RelayLogIndex;
import io.masterha.binlog.relay.RelayLogs;
import java.nio.file.Path;
import java.util.List;

/** Finds out whether a replica could take a diff: it lets us in, is a replica, and its newest relay log is readable. */
public final class ReplicaCheck {
    private ReplicaCheck() {}

    public static void run(LocalServer server, Path index) {
        try (LocalReplica replica = LocalReplica.connect(server)) {
            replica.status();
            replica.variables();
        }
        List<Path> files = RelayLogIndex.read(index);
        RelayLogs.of(files.subList(files.size() - 1, files.size()));
    }
}

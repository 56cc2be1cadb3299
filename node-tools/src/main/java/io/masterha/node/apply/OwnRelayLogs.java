package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.SavedLog;
import io.masterha.binlog.relay.RelayLogExtract;
import io.masterha.binlog.relay.RelayLogIndex;
import io.masterha.binlog.relay.RelayLogs;
import io.masterha.node.NodeError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Takes from the replica's own relay logs what it has received and not executed, before they are purged. */
final class OwnRelayLogs {
    private OwnRelayLogs() {}

    /** Saves everything from the executed position up to the last received event, in the middle of a transaction too. */
    static SavedLog save(Row variables, ReplicaStatus status, Path output) {
        List<Path> files = RelayLogIndex.read(index(variables, status));
        // What the logs say counts: the position that the server shows is not always the end of an event.
        BinlogPosition end = RelayLogs.back(
                        files, status.executed(), status.received().file())
                .received();
        return RelayLogExtract.between(files, status.executed(), end).save(output);
    }

    static void forget(Path output) {
        try {
            Files.deleteIfExists(output);
            Files.deleteIfExists(output.resolveSibling(output.getFileName() + ".json"));
        } catch (IOException e) {
            throw Problem.of(NodeError.STATEMENT_FAILED, "cannot delete " + output)
                    .why(e.getClass().getSimpleName() + " " + e.getMessage())
                    .changed("all logs are applied")
                    .causedBy(e);
        }
    }

    /** Each channel has an index of its own, named as its relay logs are. */
    static Path index(Row variables, ReplicaStatus status) {
        Path dataDir = Path.of(variables.text("datadir"));
        String base = variables.text("relay_log_basename", "relay_log");
        Path basePath = base.isEmpty() ? dataDir : dataDir.resolve(base);
        String named = variables.text("relay_log_index");
        if (status.channel().isEmpty() && !named.isEmpty()) {
            return dataDir.resolve(named).normalize();
        }
        String file = status.relayLogFile();
        int dot = file.lastIndexOf('.');
        String stem = dot > 0 ? file.substring(0, dot) : file;
        Path directory = base.isEmpty() ? dataDir : basePath.resolveSibling("");
        return directory.resolve(Path.of(stem).getFileName() + ".index").normalize();
    }
}

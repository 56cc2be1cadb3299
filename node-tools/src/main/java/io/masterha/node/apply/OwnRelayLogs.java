package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.SavedLogFile;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import io.masterha.binlog.relay.RelayLogExtract;
import io.masterha.binlog.relay.RelayLogIndex;
import io.masterha.binlog.relay.RelayLogs;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Takes from the replica's own relay logs what it has received and not executed, before they are purged. */
final class OwnRelayLogs {
    private OwnRelayLogs() {}

    /** Where the first of the given logs begins. */
    static BinlogPosition startOf(List<SavedLog> given) {
        LogPiece first = given.get(0).pieces().get(0);
        return new BinlogPosition(first.file(), first.from());
    }

    private static BinlogPosition endOf(SavedLog log) {
        LogPiece last = log.pieces().get(log.pieces().size() - 1);
        return new BinlogPosition(last.file(), last.to());
    }

    /**
     * Up to where the replica has received: what a real source was asked for, or for a virtual one, whose events may
     * have had holes between them that the receiver did not count, what stands in the relay logs.
     */
    static BinlogPosition received(LocalReplica replica, ReplicaStatus status) {
        if (!status.isVirtual() || status.executed().equals(status.received())) {
            return status.received();
        }
        List<Path> files = RelayLogIndex.read(index(replica.variables(), status));
        return RelayLogs.back(files, status.executed(), status.received().file())
                .received();
    }

    /**
     * Saves everything from the executed position up to the last received event, in the middle of a transaction too.
     *
     * <p>What an earlier run kept, before it purged the relay logs, stays if it reaches further than they do now.
     */
    static Optional<SavedLog> save(Row variables, ReplicaStatus status, Path output, Progress progress) {
        BinlogPosition executed = status.executed();
        Optional<SavedLog> kept = kept(output, executed);
        List<Path> files;
        BinlogPosition end;
        try {
            files = RelayLogIndex.read(index(variables, status));
            // What the logs say counts: the position that the server shows is not always the end of an event.
            end = RelayLogs.back(files, executed, status.received().file()).received();
        } catch (Problem purged) {
            return Optional.of(kept.orElseThrow(() -> purged));
        }
        if (kept.isPresent() && !end.isAfter(endOf(kept.get()))) {
            return kept;
        }
        if (!end.isAfter(executed)) {
            return Optional.empty();
        }
        // Else a run killed in the middle would leave a new log with the description of the old one.
        delete(List.of(description(output)));
        SavedLog own = RelayLogExtract.between(files, executed, end).save(output);
        progress.line("kept " + own.bytes() + " bytes of own relay logs from " + executed + " to " + end);
        return own.isEmpty() ? Optional.empty() : Optional.of(own);
    }

    private static Optional<SavedLog> kept(Path output, BinlogPosition executed) {
        if (!Files.exists(output) || !Files.exists(description(output))) {
            return Optional.empty();
        }
        SavedLog log = SavedLogFile.read(output);
        boolean isNeeded = !log.isEmpty()
                && !startOf(List.of(log)).isAfter(executed)
                && endOf(log).isAfter(executed);
        return isNeeded ? Optional.of(log) : Optional.empty();
    }

    static void forget(Path output) {
        Path description = description(output);
        delete(List.of(description, output, temporary(output), temporary(description)));
    }

    private static Path description(Path output) {
        return output.resolveSibling(output.getFileName() + ".json");
    }

    /** As a run leaves it that was killed while it wrote. */
    private static Path temporary(Path output) {
        return output.resolveSibling(output.getFileName() + ".tmp");
    }

    private static void delete(List<Path> files) {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw Problem.of(NodeError.STATEMENT_FAILED, "cannot delete " + file)
                        .why(FileReason.of(e))
                        .next("ls -ld " + file.getParent() + "; then run the same command again")
                        .causedBy(e);
            }
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

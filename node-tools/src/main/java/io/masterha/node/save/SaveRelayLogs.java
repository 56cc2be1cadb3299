package io.masterha.node.save;

import io.masterha.binlog.LogError;
import io.masterha.binlog.Pace;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.SaveRelayLogsRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.binlog.relay.RelayLogExtract;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import java.nio.file.Path;

/** Saves what the replica on this host has received between two positions of its source. */
public final class SaveRelayLogs {
    private SaveRelayLogs() {}

    /**
     * Without an output only finds out whether the stretch is there; the answer then has counts but no pieces.
     *
     * @throws Problem RELAY_LOG_INCOMPLETE if the relay logs lack a part of the stretch
     */
    public static SavedLog run(SaveRelayLogsRequest request, Progress progress) {
        if (request.index().isEmpty()
                || request.from().isEmpty()
                || request.to().isEmpty()) {
            throw Problem.of(NodeError.USAGE, "the stretch is not clear")
                    .next("give --index FILE --from FILE:OFFSET --to FILE:OFFSET");
        }
        RelayLogExtract extract = RelayLogExtract.between(
                        Path.of(request.index()),
                        Positions.read(request.from(), "from"),
                        Positions.read(request.to(), "to"))
                .watchedBy(new Pace(progress::line));
        try {
            return request.output().isEmpty() ? extract.test() : extract.save(Path.of(request.output()));
        } catch (Problem e) {
            throw e.code() == LogError.LOG_GAP
                    ? Problem.of(NodeError.RELAY_LOG_INCOMPLETE, e.what())
                            .why(e.why())
                            .next(e.next())
                            .causedBy(e)
                    : e;
        }
    }
}

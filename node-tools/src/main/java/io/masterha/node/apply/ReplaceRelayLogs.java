package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole replica is pointed at the virtual source, which purges its relay logs: so they are executed first, and what
 * cannot be executed is copied. For MySQL 5.6, MariaDB and delayed replicas.
 */
final class ReplaceRelayLogs implements Feed {
    private final LocalReplica replica;
    private final Progress progress;
    private final Duration limit;
    private final Path own;
    private BinlogPosition from = new BinlogPosition("", 0);

    ReplaceRelayLogs(LocalReplica replica, Progress progress, Duration limit, Path own) {
        this.replica = replica;
        this.progress = progress;
        this.limit = limit;
        this.own = own;
    }

    @Override
    public Executed join(List<SavedLog> given) {
        new Drain(replica, progress, limit).run();
        // Stopped, its position is exact, also that of several workers.
        new ApplierStop(replica).run();
        ReplicaStatus status = replica.status();
        progress.line("own relay logs: received up to " + status.received() + ", executed up to " + status.executed());
        List<SavedLog> logs = new ArrayList<>(given);
        Row variables = replica.variables();
        boolean knowsExecuted = !status.executed().file().isEmpty();
        if (knowsExecuted && status.executed().isBefore(OwnRelayLogs.startOf(given))) {
            OwnRelayLogs.save(variables, status, own, progress).ifPresent(log -> logs.add(0, log));
        }
        VirtualBinlog binlog = VirtualBinlog.of(logs);
        if (!knowsExecuted && !variables.isYes("gtid_mode")) {
            throw Problem.of(NodeError.UNKNOWN_POSITION, "the replica does not say up to where it has executed")
                    .why("its status shows no executed position, and without GTIDs it cannot skip what it has")
                    .next("set the position by hand, receiver and applier stopped")
                    .changed("the applier was stopped");
        }
        Executed known = new Executed(replica, binlog);
        from = knowsExecuted ? known.upTo(status.executed()) : binlog.start();
        return known;
    }

    @Override
    public BinlogPosition from() {
        return from;
    }

    @Override
    public void keepUnexecuted() {
        // It was kept before the replica was pointed at the virtual source.
    }

    @Override
    public void follow(int port, String user) {
        replica.run(replica.dialect().followVirtual(port, user, from));
    }
}

package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Pace;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import io.masterha.node.source.VirtualSource;
import java.time.Duration;
import java.util.Optional;

/** Watches the replica's threads while they fetch from the virtual source and apply, until its end is executed. */
final class VirtualApply {
    private final LocalReplica replica;
    private final VirtualSource source;
    private final VirtualBinlog binlog;
    private final Executed known;
    private final Pace pace;
    private final Duration limit;
    private final long bytesBefore;
    private final long bytesInAll;

    VirtualApply(
            LocalReplica replica,
            VirtualSource source,
            VirtualBinlog binlog,
            Executed known,
            BinlogPosition from,
            Progress progress,
            Duration limit) {
        this.replica = replica;
        this.source = source;
        this.binlog = binlog;
        this.known = known;
        this.pace = new Pace(progress::line);
        this.limit = limit;
        this.bytesBefore = binlog.bytesUpTo(from);
        this.bytesInAll = binlog.bytesUpTo(binlog.end()) - bytesBefore;
    }

    /** Starts both threads; returns the executed position when it has reached the end of the log. */
    BinlogPosition run() {
        replica.run(replica.dialect().start());
        Patience patience = new Patience(replica, limit);
        pace.begin("applying", bytesInAll, binlog.transactions());
        ExecutedAll all = new ExecutedAll(replica);
        while (true) {
            ReplicaStatus status = replica.status();
            boolean isOld = !replica.dialect().isMariadb()
                    && status.executed().isBefore(binlog.end())
                    && !status.received().isBefore(binlog.end())
                    && (isExecutedByGtid(status) || all.saw(status));
            if (isOld) {
                status = settled();
            }
            if (!status.executed().isBefore(binlog.end())) {
                return status.executed();
            }
            requireThreads(status);
            report(status);
            patience.saw("fetched up to " + status.received() + ", executed up to " + status.executed());
            patience.pause("the applier to reach " + binlog.end());
        }
    }

    /** Where the server counts GTIDs, they tell it before the workers' states do, which must be seen twice. */
    private boolean isExecutedByGtid(ReplicaStatus status) {
        return status.hasReadAll() && !known.upTo(status.executed()).isBefore(binlog.end());
    }

    /** An applier that stops brings its position up to date; if there was more to do after all, it goes on. */
    private ReplicaStatus settled() {
        replica.run(replica.dialect().stopApplier());
        ReplicaStatus status = replica.status();
        if (status.executed().isBefore(binlog.end())) {
            replica.run(replica.dialect().startApplier());
            return replica.status();
        }
        return status;
    }

    private void requireThreads(ReplicaStatus status) {
        Optional<Problem> ours = source.problem();
        if (ours.isPresent()) {
            throw ours.get();
        }
        if (!status.applierRuns()) {
            BinlogPosition executed = known.upTo(status.executed());
            String transaction = known.transactionAt(executed);
            throw Problem.of(
                            NodeError.APPLIER_STOPPED,
                            "the applier stopped" + (transaction.isEmpty() ? "" : " in transaction " + transaction)
                                    + ", executed up to " + executed + " of " + binlog.end())
                    .why(status.applierError().isEmpty() ? "somebody stopped it" : replica.applierError(status))
                    .next("mend the cause, then run the same command again: it goes on from there");
        }
        boolean cannotFetch = !status.receiverRuns() && !status.receiverError().isEmpty();
        if (cannotFetch || status.receiverStopped()) {
            throw Problem.of(
                            NodeError.RECEIVER_STOPPED,
                            "the receiver cannot fetch from the virtual source on 127.0.0.1:" + source.port())
                    .why(status.receiverError().isEmpty() ? "somebody stopped it" : status.receiverError())
                    .next("if the server may not connect out (SELinux), give a port that it may, or use method"
                            + " mysqlbinlog");
        }
    }

    private void report(ReplicaStatus status) {
        BinlogPosition executed = status.executed();
        long bytes = Math.max(0, binlog.bytesUpTo(executed) - bytesBefore);
        String fetched = status.received().isBefore(binlog.end()) ? ", fetched up to " + status.received() : "";
        pace.reached(bytes, "executed up to " + executed + " of " + binlog.end() + fetched);
    }
}

package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The receiver alone is pointed at the virtual source, as if its source had come back: the applier never stops, and no
 * relay log is purged. MySQL from 5.7.4 on.
 *
 * <p>Stopping an applier of several workers in the middle of a transaction that was cut off takes 60 s; so this way is
 * not only simpler. By position the receiver goes on in the middle of the transaction; by GTID it fetches the
 * transaction again, whose beginning is taken from the relay logs. A run that was killed is finished in the same way:
 * what it had fetched stands in the relay logs.
 */
final class AppendToRelayLogs implements Feed {
    private final LocalReplica replica;
    private final Progress progress;
    private final Duration limit;
    private final Path own;
    private final boolean byGtid;
    private BinlogPosition begin = new BinlogPosition("", 0);
    private BinlogPosition executed = begin;
    private BinlogPosition from = begin;

    AppendToRelayLogs(LocalReplica replica, ReplicaStatus status, Progress progress, Duration limit, Path own) {
        this.replica = replica;
        this.progress = progress;
        this.limit = limit;
        this.own = own;
        this.byGtid = status.gtid().equals("1");
    }

    @Override
    public Executed join(List<SavedLog> given) {
        begin = OwnRelayLogs.startOf(given);
        // First of all: an error in the own relay logs shows here, with nothing changed.
        ReplicaStatus status = new Drain(replica, progress, limit).run();
        executed = status.executed();
        BinlogPosition received = byGtid ? executed : OwnRelayLogs.received(replica, status);
        List<SavedLog> logs = new ArrayList<>(given);
        if (received.isBefore(begin)) {
            OwnRelayLogs.save(replica.variables(), status, own, progress).ifPresent(log -> logs.add(0, log));
        }
        Executed known = new Executed(replica, VirtualBinlog.of(logs));
        from = byGtid ? known.upTo(executed) : received;
        return known;
    }

    @Override
    public BinlogPosition from() {
        return from;
    }

    @Override
    public void follow(int port, String user) {
        if (!replica.status().applierRuns()) {
            replica.run(replica.dialect().startApplier());
        }
        replica.run(replica.dialect().receiveFromVirtual(port, user, byGtid ? Optional.empty() : Optional.of(from)));
        if (!byGtid && !replica.status().applierRuns()) {
            // Somebody stopped it just now. With both threads stopped the server has purged the relay logs and taken
            // the new position for the executed one.
            replica.run(replica.dialect().followVirtual(port, user, executed));
        }
    }

    @Override
    public void keepUnexecuted() {
        ReplicaStatus status = replica.status();
        boolean standsBeforeGivenLogs =
                !status.executed().file().isEmpty() && status.executed().isBefore(begin);
        if (standsBeforeGivenLogs) {
            OwnRelayLogs.save(replica.variables(), status, own, progress);
        }
    }
}

package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.extract.VirtualCursor;
import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.ApplyDiffRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import io.masterha.node.source.Prelude;
import io.masterha.node.source.SourceIdentity;
import io.masterha.node.source.VirtualSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Brings the local replica to the end of the given logs: drains its own relay logs, then lets it replicate from a
 * virtual copy of the failed source.
 *
 * <p>Can be repeated at any time: it begins where the server says that it has executed.
 */
public final class ApplyDiff {
    private static final int DEFAULT_LIMIT_SECONDS = 300;
    private static final String CLIENT_METHOD = "mysqlbinlog";

    private final ApplyDiffRequest request;
    private final Progress progress;
    private final long begin = System.nanoTime();

    public ApplyDiff(ApplyDiffRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    public ApplyDiffReply run() {
        if (!List.of("", "replication", CLIENT_METHOD).contains(request.method())) {
            throw Problem.of(NodeError.USAGE, "no such method: " + request.method())
                    .next("replication or " + CLIENT_METHOD);
        }
        List<SavedLog> logs =
                request.logs().stream().filter(log -> !log.isEmpty()).toList();
        try (LocalReplica replica = LocalReplica.connect(request.server())) {
            requireAlone(replica);
            quietReceiver(replica);
            if (logs.isEmpty()) {
                return reply(drained(replica), 0);
            }
            return apply(replica, logs);
        }
    }

    private void requireAlone(LocalReplica replica) {
        boolean taken = replica.query(ReplicaDialect.TAKE_APPLY_LOCK).get(0).number("taken") == 1;
        if (!taken) {
            throw Problem.of(NodeError.LOCK_HELD, "another apply-diff works on " + request.server())
                    .why("it holds the lock " + ReplicaDialect.APPLY_LOCK)
                    .next("SELECT IS_USED_LOCK('" + ReplicaDialect.APPLY_LOCK
                            + "') on it shows its connection; when that has ended, the same command again");
        }
    }

    private BinlogPosition drained(LocalReplica replica) {
        ReplicaStatus status = new Drain(replica, progress, limit()).run();
        if (status.delaySeconds() > 0 || !status.applierRuns()) {
            if (status.executed().isBefore(status.received())) {
                throw Problem.of(NodeError.APPLIER_STOPPED, "the replica's own relay logs are not executed")
                        .why("executed up to " + status.executed() + " of " + status.received()
                                + ", and its applier is delayed, or would throw them away if it were started")
                        .next("save-relay-logs --from " + status.executed() + ", then apply-diff with the saved file");
            }
        }
        return status.executed();
    }

    /** The receiver of a run that was killed still looks for its virtual source; any other must be stopped already. */
    private void quietReceiver(LocalReplica replica) {
        ReplicaStatus status = replica.status();
        if (status.receiverStopped()) {
            return;
        }
        if (!status.isVirtual()) {
            throw Problem.of(NodeError.RECEIVER_RUNNING, "the receiver of " + request.server() + " runs")
                    .why("it may fetch more from " + status.host() + ":" + status.port() + " at any time")
                    .next(replica.dialect().stopReceiver());
        }
        progress.line("an earlier run was interrupted: stopping its receiver");
        replica.run(replica.dialect().stopReceiver());
    }

    private ApplyDiffReply apply(LocalReplica replica, List<SavedLog> given) {
        Path inDoubt = beside(given, ".in-doubt");
        boolean unlogged = isUnlogged(replica);
        ClientApply.requireNoneInDoubt(inDoubt);
        ReplicaStatus before = replica.status();
        Path own = beside(given, "-of-" + request.sourceServerId() + ".own");
        Feed feed = feed(replica, before, own, unlogged);
        Executed known = feed.join(given);
        VirtualBinlog binlog = known.binlog();
        BinlogPosition executed = known.upTo(replica.status().executed());
        progress.line(binlog.transactions() + " transactions up to " + binlog.end() + "; executed up to " + executed
                + ", to be applied from " + feed.from());
        // Without a whole transaction there may be half a one, which nobody can finish.
        boolean isComplete =
                binlog.transactions() == 0 || (!executed.file().isEmpty() && !executed.isBefore(binlog.end()));
        Row variables = replica.variables();
        Path former = beside(given, ".former");
        OptionalInt workers = unlogged || isClientMethod() ? OptionalInt.empty() : workers(replica, variables, binlog);
        Supplier<ReplicaKeeper> keeper = () -> ReplicaKeeper.remember(
                replica, before, variables, request.relaxDurability(), unlogged, workers.isPresent(), progress, former);
        BinlogPosition reached = executed;
        if (isComplete) {
            // A run may have been killed while it put the settings back.
            if (before.isVirtual() || FormerSettings.load(former, before).isPresent()) {
                keeper.get().restore(known);
            }
            FormerSettings.forget(former);
        } else if (isClientMethod()) {
            reached = new ClientApply(replica, request.server(), progress, limit(), unlogged)
                    .run(binlog, feed.from(), variables, keeper, inDoubt);
        } else {
            reached = serve(replica, keeper.get(), identity(replica, variables, binlog), binlog, feed, known, workers);
        }
        if (!reached.isBefore(OwnRelayLogs.startOf(given))) {
            // Else a repeated run needs it to see that nothing is missing.
            OwnRelayLogs.forget(own);
        }
        return reply(reached, isComplete ? 0 : binlog.transactions());
    }

    /** MariaDB's workers belong to all connections, and can be made more or fewer only while none of them runs. */
    private OptionalInt workers(LocalReplica replica, Row variables, VirtualBinlog binlog) {
        boolean isMariadb = replica.dialect().isMariadb();
        boolean alone =
                !isMariadb || replica.query(replica.dialect().showStatus()).size() == 1;
        long present = variables.number(ReplicaKeeper.WORKERS);
        int processors = Runtime.getRuntime().availableProcessors();
        return alone
                ? WorkersRaised.wanted(
                        isMariadb, variables, present, diff(binlog), processors, request.relaxDurability())
                : OptionalInt.empty();
    }

    private static WorkersRaised.Diff diff(VirtualBinlog binlog) {
        return new WorkersRaised.Diff(binlog.transactions(), binlog.bytesUpTo(binlog.end()));
    }

    /** With GTIDs others fetch from this replica's binary log what they lack: there it must be. */
    private boolean isUnlogged(LocalReplica replica) {
        if (!request.disableLogBin()) {
            return false;
        }
        Row variables = replica.variables();
        String gtid = replica.status().gtid();
        boolean byGtid = variables.isYes("gtid_mode") || !(gtid.isEmpty() || gtid.equals("0") || gtid.equals("No"));
        if (byGtid) {
            progress.line("disable_log_bin is not heeded: by GTID others fetch from this binary log what they lack");
        }
        return !byGtid && variables.isYes("log_bin");
    }

    private boolean isClientMethod() {
        return request.method().equals(CLIENT_METHOD);
    }

    private Feed feed(LocalReplica replica, ReplicaStatus status, Path own, boolean unlogged) {
        // What it has received by itself it logs as ever; so it must stop between that and the given logs.
        boolean append = replica.dialect().changesReceiverAlone()
                && !unlogged
                && !isClientMethod()
                && status.delaySeconds() == 0
                && !status.received().file().isEmpty();
        return append
                ? new AppendToRelayLogs(replica, status, progress, limit(), own)
                : new ReplaceRelayLogs(replica, progress, limit(), own);
    }

    private BinlogPosition serve(
            LocalReplica replica,
            ReplicaKeeper keeper,
            SourceIdentity identity,
            VirtualBinlog binlog,
            Feed feed,
            Executed known,
            OptionalInt workers) {
        // Closed after the settings are back: else the receiver would report a lost connection.
        Prelude prelude = keepUnlogged(keeper, feed, known);
        try (VirtualSource source = VirtualSource.start(identity, binlog, feed.from(), prelude, request.listenPort())) {
            try {
                progress.line("virtual source on 127.0.0.1:" + source.port());
                keeper.relaxDurability();
                workers.ifPresent(keeper::setWorkers);
                long sideBySide = replica.variables().number(ReplicaKeeper.WORKERS);
                if (sideBySide == 0 && diff(binlog).isLong()) {
                    keeper.rotateOften();
                }
                source.serve(sideBySide);
                feed.follow(source.port(), identity.user());
                BinlogPosition executed =
                        new VirtualApply(replica, source, binlog, known, feed.from(), progress, limit()).run();
                keeper.restore(known);
                return executed;
            } catch (Problem e) {
                // Restoring must not be interrupted, whatever ended the wait.
                boolean wasInterrupted = Thread.interrupted();
                Problem told = keeper.restoreAfter(e, feed, known);
                if (wasInterrupted) {
                    Thread.currentThread().interrupt();
                }
                throw told;
            }
        }
    }

    private static Prelude keepUnlogged(ReplicaKeeper keeper, Feed feed, Executed known) {
        try {
            return keeper.keepUnlogged();
        } catch (Problem e) {
            throw keeper.restoreAfter(e, feed, known);
        }
    }

    private SourceIdentity identity(LocalReplica replica, Row variables, VirtualBinlog binlog) {
        String gtidMode = variables.text("gtid_mode");
        return SourceIdentity.create(
                request.sourceServerId(),
                versionOf(binlog),
                gtidMode.isEmpty() ? "OFF" : gtidMode,
                replica.dialect().knowsSha2());
    }

    private static String versionOf(VirtualBinlog binlog) {
        try (VirtualCursor cursor = binlog.from(binlog.start())) {
            return cursor.next() ? cursor.event().format().serverVersion() : "";
        }
    }

    /** A file of our own in the directory of the given logs, one for each server on this host and each failed source. */
    private Path beside(List<SavedLog> given, String suffix) {
        return Path.of(given.get(0).path())
                .resolveSibling("apply-diff-" + request.server().port() + "-of-" + request.sourceServerId() + suffix);
    }

    private Duration limit() {
        return Duration.ofSeconds(request.limitSeconds() > 0 ? request.limitSeconds() : DEFAULT_LIMIT_SECONDS);
    }

    private ApplyDiffReply reply(BinlogPosition executed, long transactions) {
        return new ApplyDiffReply(executed.toString(), transactions, (System.nanoTime() - begin) / 1_000_000);
    }
}

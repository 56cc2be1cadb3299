package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.extract.VirtualCursor;
import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.ApplyDiffRequest;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import io.masterha.node.source.SourceIdentity;
import io.masterha.node.source.VirtualSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
            quietReceiver(replica);
            ReplicaStatus drained = new Drain(replica, progress, limit()).run();
            if (logs.isEmpty()) {
                return reply(drained.executed(), 0);
            }
            return withOwn(replica, drained, logs);
        }
    }

    /** The receiver of a run that was killed still looks for its virtual source; any other must be stopped already. */
    private void quietReceiver(LocalReplica replica) {
        ReplicaStatus status = replica.status();
        if (status.receiverStopped()) {
            return;
        }
        if (!isVirtual(status)) {
            throw Problem.of(NodeError.RECEIVER_RUNNING, "the receiver of " + request.server() + " runs")
                    .why("it may fetch more from " + status.host() + ":" + status.port() + " at any time")
                    .next("STOP " + (replica.dialect().isMariadb() ? "SLAVE" : "REPLICA") + " IO_THREAD");
        }
        progress.line("an earlier run was interrupted: stopping its receiver");
        replica.run(replica.dialect().stop());
    }

    private static boolean isVirtual(ReplicaStatus status) {
        return status.host().equals("127.0.0.1") && SourceIdentity.isOneTimeUser(status.user());
    }

    /** Puts the part of the replica's own relay logs that is not executed in front, if the given logs begin later. */
    private ApplyDiffReply withOwn(LocalReplica replica, ReplicaStatus drained, List<SavedLog> given) {
        Row variables = replica.variables();
        LogPiece first = given.get(0).pieces().get(0);
        BinlogPosition begin = new BinlogPosition(first.file(), first.from());
        Path output = beside(given, ".own");
        Path inDoubt = beside(given, ".in-doubt");
        ClientApply.requireNoneInDoubt(inDoubt);
        List<SavedLog> logs = new ArrayList<>(given);
        boolean knowsExecuted = !drained.executed().file().isEmpty();
        if (knowsExecuted && drained.executed().isBefore(begin)) {
            SavedLog own = OwnRelayLogs.save(variables, drained, output);
            if (!own.isEmpty()) {
                progress.line("kept " + own.bytes() + " bytes of own relay logs from " + drained.executed());
                logs.add(0, own);
            }
        }
        VirtualBinlog binlog = VirtualBinlog.of(logs);
        BinlogPosition from = knowsExecuted ? drained.executed() : startByGtid(binlog, variables);
        progress.line(binlog.transactions() + " transactions up to " + binlog.end() + ", to be applied from " + from);
        if (knowsExecuted && !from.isBefore(binlog.end())) {
            return reply(from, 0);
        }
        BinlogPosition executed = request.method().equals(CLIENT_METHOD)
                ? new ClientApply(replica, request.server(), progress, limit())
                        .run(binlog, from, variables, () -> remember(replica, drained, variables, given), inDoubt)
                : serve(replica, drained, variables, binlog, from, beside(given, ".former"));
        OwnRelayLogs.forget(output);
        return reply(executed, binlog.transactions());
    }

    private ReplicaKeeper remember(LocalReplica replica, ReplicaStatus drained, Row variables, List<SavedLog> given) {
        return ReplicaKeeper.remember(
                replica, drained, variables, request.relaxDurability(), progress, beside(given, ".former"));
    }

    private static BinlogPosition startByGtid(VirtualBinlog binlog, Row variables) {
        if (!variables.isYes("gtid_mode")) {
            throw Problem.of(NodeError.UNKNOWN_POSITION, "the replica does not say up to where it has executed")
                    .why("its status shows no executed position, and without GTIDs it cannot skip what it has")
                    .next("set the position by hand with CHANGE MASTER, receiver and applier stopped");
        }
        return binlog.start();
    }

    private BinlogPosition serve(
            LocalReplica replica,
            ReplicaStatus drained,
            Row variables,
            VirtualBinlog binlog,
            BinlogPosition from,
            Path settings) {
        ReplicaKeeper keeper =
                ReplicaKeeper.remember(replica, drained, variables, request.relaxDurability(), progress, settings);
        try (VirtualSource source =
                VirtualSource.start(identity(replica, variables, binlog), binlog, request.listenPort())) {
            progress.line("virtual source on 127.0.0.1:" + source.port());
            keeper.relaxDurability();
            replica.run(replica.dialect()
                    .followVirtual(source.port(), source.identity().user(), from));
            BinlogPosition executed = new VirtualApply(replica, source, binlog, progress, limit()).run();
            keeper.restore();
            return executed;
        } catch (Problem e) {
            // Restoring must not be interrupted, whatever ended the wait.
            boolean wasInterrupted = Thread.interrupted();
            Problem told = keeper.restoreAfter(e);
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
            throw told;
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

    /** A file of our own in the directory of the given logs, one for each server on this host. */
    private Path beside(List<SavedLog> given, String suffix) {
        return Path.of(given.get(0).path())
                .resolveSibling("apply-diff-" + request.server().port() + suffix);
    }

    private Duration limit() {
        return Duration.ofSeconds(request.limitSeconds() > 0 ? request.limitSeconds() : DEFAULT_LIMIT_SECONDS);
    }

    private ApplyDiffReply reply(BinlogPosition executed, long transactions) {
        return new ApplyDiffReply(executed.toString(), transactions, (System.nanoTime() - begin) / 1_000_000);
    }
}

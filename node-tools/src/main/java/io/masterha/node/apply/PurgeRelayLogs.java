package io.masterha.node.apply;

import io.masterha.binlog.Problem;
import io.masterha.binlog.node.PurgeRelayLogsReply;
import io.masterha.binlog.node.PurgeRelayLogsRequest;
import io.masterha.binlog.relay.RelayLogIndex;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes executed relay logs of a replica that keeps them ({@code relay_log_purge=0}), by the server itself.
 *
 * <p>Switches the variable on, begins a new relay log, and switches it off again when the applier has moved on, under
 * the lock that a failover takes. A failover waits a second for it: so it is held for less at a time.
 */
public final class PurgeRelayLogs {
    private static final String PURGE = "relay_log_purge";
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(200);
    private static final Duration HOLD = Duration.ofMillis(900);
    private static final Duration INDEX_LIMIT = Duration.ofSeconds(5);
    private static final int ROUNDS = 4;
    private static final int FLUSHES = 2;

    private final PurgeRelayLogsRequest request;
    private final Progress progress;

    public PurgeRelayLogs(PurgeRelayLogsRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    public PurgeRelayLogsReply run() {
        ThisHost.require(request.server().host());
        try (LocalReplica replica = LocalReplica.connect(request.server())) {
            ReplicaStatus status = replica.status();
            if (status.isVirtual()) {
                throw Problem.of(NodeError.RECEIVER_RUNNING, "the replica follows a virtual source")
                        .why("apply-diff runs, or was killed; the next apply-diff may need its relay logs")
                        .next("run apply-diff again, then this");
            }
            Row variables = replica.variables();
            requireSocket(variables.text("socket"));
            Path index = OwnRelayLogs.index(variables, status);
            List<Path> before = RelayLogIndex.read(index);
            if (variables.isYes(PURGE)) {
                if (!request.disablePurge()) {
                    return new PurgeRelayLogsReply(
                            0, 0, before.size(), "relay_log_purge is on: the server purges by itself");
                }
                replica.run(ReplicaDialect.set(PURGE, 0));
                progress.line("relay_log_purge was on: it is off now; set it in the server's configuration too");
            }
            return purge(replica, index, before);
        }
    }

    private void requireSocket(String socket) {
        if (!request.socket().isEmpty() && !request.socket().equals(socket)) {
            throw Problem.of(NodeError.USAGE, request.server() + " is another server than that of " + request.socket())
                    .why("its socket is " + socket)
                    .next("give the --port of the server that is meant");
        }
    }

    private PurgeRelayLogsReply purge(LocalReplica replica, Path index, List<Path> before) {
        try (HeldFiles held = HeldFiles.open(before)) {
            for (int round = 0; round < ROUNDS && executedAreLeft(replica, index, before, round); round++) {
                takeLock(replica);
                try {
                    oneRound(replica, index, before, round);
                } finally {
                    replica.query(ReplicaDialect.RELEASE_FAILOVER_LOCK);
                }
            }
            List<Path> after = read(replica, index);
            List<Path> gone = new ArrayList<>(before);
            gone.removeAll(after);
            if (held.isIncomplete()) {
                progress.line("not all relay logs are readable here: the bytes are those of the readable ones");
            }
            return new PurgeRelayLogsReply(gone.size(), held.bytesOf(gone), after.size(), why(replica, before, after));
        }
    }

    /** The first time always: the relay log that is written to becomes an executed one. */
    private static boolean executedAreLeft(LocalReplica replica, Path index, List<Path> before, int round) {
        return round == 0
                ? replica.status().applierRuns()
                : read(replica, index).stream().anyMatch(before::contains)
                        && replica.status().applierRuns();
    }

    private static void oneRound(LocalReplica replica, Path index, List<Path> before, int round) {
        boolean interrupted = false;
        replica.run(ReplicaDialect.set(PURGE, 1));
        try {
            // Twice: an applier of several workers names a relay log as its own until the next transaction comes.
            if (round < FLUSHES) {
                replica.run(replica.dialect().flushRelayLogs());
            }
            Patience patience = new Patience(replica, HOLD);
            long until = System.nanoTime() + HOLD.toNanos();
            while (System.nanoTime() < until && read(replica, index).stream().anyMatch(before::contains)) {
                patience.saw(String.valueOf(System.nanoTime()));
                patience.pause("the applier to move on to the new relay log");
            }
        } finally {
            // Connector/J would give up on an interrupted thread, and the variable must not stay on.
            interrupted = Thread.interrupted();
            replica.run(ReplicaDialect.set(PURGE, 0));
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A server that purges replaces the index: for a moment there is none. */
    private static List<Path> read(LocalReplica replica, Path index) {
        Patience patience = new Patience(replica, INDEX_LIMIT);
        long until = System.nanoTime() + INDEX_LIMIT.toNanos();
        while (true) {
            try {
                return RelayLogIndex.read(index);
            } catch (Problem replaced) {
                if (System.nanoTime() > until) {
                    throw replaced;
                }
                patience.pause("the relay log index " + index);
            }
        }
    }

    private static void takeLock(LocalReplica replica) {
        long until = System.nanoTime() + LOCK_LIMIT.toNanos();
        while (System.nanoTime() < until) {
            if (replica.query(ReplicaDialect.TAKE_FAILOVER_LOCK).get(0).isYes("taken")) {
                return;
            }
        }
        throw Problem.of(NodeError.LOCK_HELD, "the lock of a failover is held for " + LOCK_LIMIT.toSeconds() + " s")
                .why("a failover or another purge-relay-logs runs")
                .next("SELECT IS_USED_LOCK('" + ReplicaDialect.FAILOVER_LOCK
                        + "') names its connection; run again later");
    }

    private static String why(LocalReplica replica, List<Path> before, List<Path> after) {
        if (after.stream().noneMatch(before::contains)) {
            return "";
        }
        ReplicaStatus status = replica.status();
        return status.applierRuns()
                ? "the applier still executes " + status.relayLogFile()
                : "the applier is stopped in " + status.relayLogFile();
    }
}

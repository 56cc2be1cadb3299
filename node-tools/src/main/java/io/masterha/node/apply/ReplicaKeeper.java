package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import io.masterha.node.source.Prelude;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Remembers how the replica was set up, changes it for the duration, and puts everything back. */
final class ReplicaKeeper {
    private static final String PURGE = "relay_log_purge";
    private static final String SYNC = "sync_binlog";
    private static final String FLUSH = "innodb_flush_log_at_trx_commit";
    private static final String RELAY_LOG_SIZE = "max_relay_log_size";
    /** Of a relay log for one session, in bytes. */
    private static final long SMALL_RELAY_LOG = 8 << 20;

    static final String[] WORKERS = {"replica_parallel_workers", "slave_parallel_workers", "slave_parallel_threads"};

    private final LocalReplica replica;
    private final Progress progress;
    private final Path file;
    private final FormerSettings former;

    private ReplicaKeeper(LocalReplica replica, Progress progress, Path file, FormerSettings former) {
        this.replica = replica;
        this.progress = progress;
        this.file = file;
        this.former = former;
    }

    /** Reads the settings; after a run that was killed they come from the file which that run has left. */
    static ReplicaKeeper remember(
            LocalReplica replica,
            ReplicaStatus status,
            Row variables,
            boolean relax,
            boolean unlogged,
            boolean otherWorkers,
            Progress progress,
            Path file) {
        Optional<FormerSettings> left = FormerSettings.load(file, status);
        FormerSettings former = left.map(settings -> settings.alsoRaised(otherWorkers))
                .orElseGet(() -> {
                    List<Row> gtidOnly = replica.query(replica.dialect().askGtidOnly());
                    List<Row> heartbeat = replica.query(replica.dialect().askHeartbeat());
                    return new FormerSettings(
                            status.host(),
                            status.port(),
                            status.user(),
                            status.gtid(),
                            !gtidOnly.isEmpty() && gtidOnly.get(0).isYes("gtid_only"),
                            status.ssl(),
                            status.sslVerify(),
                            status.delaySeconds(),
                            heartbeat.isEmpty() ? "" : heartbeat.get(0).text("Value"),
                            variables.isYes(PURGE),
                            relax ? variables.number(SYNC) : -1,
                            relax ? variables.number(FLUSH) : -1,
                            unlogged,
                            variables.number(WORKERS),
                            otherWorkers,
                            replica.dialect().isMariadb() && !unlogged ? variables.number(RELAY_LOG_SIZE) : -1);
                });
        former.save(file);
        return new ReplicaKeeper(replica, progress, file, former);
    }

    void relaxDurability() {
        if (former.flushLog() >= 0) {
            replica.run(ReplicaDialect.set(SYNC, 0));
            replica.run(ReplicaDialect.set(FLUSH, 2));
            progress.line("commits are not durable for the duration: sync_binlog=0, innodb_flush_log_at_trx_commit=2");
        }
    }

    /**
     * Keeps what the applier will execute out of the replica's binary log, both threads being stopped.
     *
     * <p>A server has no such switch for its applier, but the session that executes has one, and the source may send the
     * statement that sets it. There must be one such session only: in MySQL a single worker; in MariaDB the applier
     * itself, which forgets the setting at every ROTATE.
     */
    Prelude keepUnlogged() {
        if (!former.unlogged()) {
            return Prelude.NONE;
        }
        boolean isMariadb = replica.dialect().isMariadb();
        replica.run(replica.dialect().setWorkers(isMariadb ? 0 : 1));
        return new Prelude("SET SESSION sql_log_bin = 0", isMariadb);
    }

    /**
     * Lets more appliers work side by side than before, or none. An applier that runs is started anew for it, if it has executed
     * all that was received: in the middle of a transaction it would take its time to stop.
     */
    void setWorkers(int count) {
        ReplicaStatus status = replica.status();
        boolean hasExecutedAll = status.executed().equals(status.received());
        if (status.applierRuns() && !hasExecutedAll) {
            return;
        }
        replica.run(replica.dialect().setWorkers(count));
        if (status.applierRuns()) {
            replica.run(replica.dialect().stopApplier());
            replica.run(replica.dialect().startApplier());
        }
        progress.line(count + " workers for the duration, " + former.workers() + " before");
    }

    /**
     * Lets the receiver begin a new relay log every few megabytes, where one session applies on MariaDB: that takes the
     * receiver's lock for every event it reads from the file that is still written, and for none in an older one. It is
     * no more than quicker, and needs SUPER there: without it, it is left alone.
     */
    void rotateOften() {
        if (former.relayLogSize() != 0 && former.relayLogSize() <= SMALL_RELAY_LOG) {
            return;
        }
        try {
            replica.run(ReplicaDialect.set(RELAY_LOG_SIZE, SMALL_RELAY_LOG));
        } catch (Problem e) {
            if (e.code() == NodeError.SERVER_UNREACHABLE) {
                throw e;
            }
            progress.line("applying without small relay logs, which is slower: " + e.getMessage());
        }
    }

    private void rotateAsBefore() {
        boolean isChanged =
                former.relayLogSize() >= 0 && replica.variables().number(RELAY_LOG_SIZE) != former.relayLogSize();
        if (isChanged) {
            replica.run(ReplicaDialect.set(RELAY_LOG_SIZE, former.relayLogSize()));
        }
    }

    /** Stops both threads and restores everything; the receiver stays stopped. */
    BinlogPosition restore(Executed known) {
        stop();
        return restoreAt(known.upTo(replica.status().executed()));
    }

    private void stop() {
        replica.run(replica.dialect().stopReceiver());
        new ApplierStop(replica).run();
    }

    /**
     * The same for a position that the server cannot know; both threads are stopped already.
     *
     * @return that position, or the one behind it to which several workers were brought
     */
    BinlogPosition restoreAt(BinlogPosition executed) {
        BinlogPosition sorted = executed;
        try {
            replica.dialect().restore(former, executed).forEach(replica::run);
        } catch (Problem e) {
            if (!LocalReplica.isGapsBetweenWorkers(e)) {
                throw e;
            }
            // After an error the position of several workers is known only when the server has sorted it out.
            sorted = new WorkerGaps(replica).close();
            replica.dialect().restore(former, sorted).forEach(replica::run);
        }
        replica.run(ReplicaDialect.set(PURGE, former.relayLogPurge() ? 1 : 0));
        if (former.flushLog() >= 0) {
            replica.run(ReplicaDialect.set(SYNC, former.syncBinlog()));
            replica.run(ReplicaDialect.set(FLUSH, former.flushLog()));
        }
        if (former.unlogged() || former.raised()) {
            replica.run(replica.dialect().setWorkers(former.workers()));
        }
        rotateAsBefore();
        FormerSettings.forget(file);
        progress.line("replication settings are as before, towards " + former.host() + ":" + former.port()
                + "; both threads are stopped");
        return sorted;
    }

    /** Restores after a failure; what cannot be restored is added to the failure's own text. */
    Problem restoreAfter(Problem failure, Feed feed, Executed known) {
        try {
            stop();
            feed.keepUnexecuted();
            BinlogPosition executed = restoreAt(known.upTo(replica.status().executed()));
            return failure.changed("everything up to " + executed + " is applied; the replication settings are as"
                    + " before, both threads are stopped");
        } catch (Problem e) {
            if (failure.code() == NodeError.SERVER_UNREACHABLE) {
                // It says already that the next run puts everything right.
                return failure;
            }
            failure.addSuppressed(e);
            return failure.changed("transactions before the failure are applied; the replica still points at the"
                    + " virtual source, which is gone, because: " + e.getMessage() + "; the next run puts that right");
        }
    }
}

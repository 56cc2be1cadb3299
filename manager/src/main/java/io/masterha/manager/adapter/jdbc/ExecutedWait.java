package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Waits until an applier has executed its source's log up to its end: by GTIDs if those say all, else by position.
 *
 * <p>The server's own wait by position is not used: with several workers it returns only at the next checkpoint, up to
 * 0.3 s later, and with a stopped applier never.
 */
final class ExecutedWait {
    /** One wait on the server: in between it is seen whether there is still something to wait for. */
    private static final Duration SLICE = Duration.ofSeconds(1);

    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(2);

    private final Wire wire;
    private final Dialect dialect;
    private final Time time;

    ExecutedWait(Wire wire, Dialect dialect, Time time) {
        this.wire = wire;
        this.dialect = dialect;
        this.time = time;
    }

    /**
     * Returns false at the limit, or as soon as replication stopped in between.
     *
     * @param variables of the server, asked for only if the positions do not settle it
     */
    boolean until(BinlogMark end, Duration limit, Supplier<Row> variables) {
        WriteDialect words = new WriteDialect(dialect.version());
        Optional<String> byGtids = words.awaitGtids(end.gtids(), SLICE);
        if (byGtids.isEmpty()) {
            return untilPosition(end.position(), limit, variables);
        }
        long until = time.nanos() + limit.toNanos();
        while (true) {
            Row answer =
                    wire.run(SqlCommand.of(byGtids.get()), SLICE.plus(ANSWER)).get(0);
            if (!answer.isOn("gtid_mode")) {
                return untilPosition(end.position(), limit, variables);
            }
            boolean done = answer.isOn("done");
            if (done || time.nanos() >= until || !goesOn(wire.run(dialect.showReplicaStatus()))) {
                return done;
            }
        }
    }

    private static boolean goesOn(List<Row> status) {
        return !status.isEmpty()
                && StatusReader.appliers(status.get(0))
                && StatusReader.receiver(status.get(0)) != Receiver.STOPPED;
    }

    private boolean untilPosition(BinlogPosition end, Duration limit, Supplier<Row> variables) {
        long until = time.nanos() + limit.toNanos();
        while (true) {
            List<Row> rows = wire.run(dialect.showReplicaStatus());
            if (!rows.isEmpty() && isThere(rows.get(0), end, variables)) {
                return true;
            }
            if (time.nanos() >= until || !goesOn(rows)) {
                return false;
            }
            time.sleep(POLL);
        }
    }

    private boolean isThere(Row status, BinlogPosition end, Supplier<Row> variables) {
        return !StatusReader.executed(status).isBefore(end)
                || (!StatusReader.received(status).isBefore(end)
                        && new AppliedAll(wire, time).ask(status, variables.get()));
    }
}

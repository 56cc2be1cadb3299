package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.extract.VirtualCursor;
import io.masterha.binlog.gtid.GtidCollector;
import io.masterha.binlog.gtid.GtidEvents;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.node.LocalServer;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The last resort for a server that may not connect to a virtual source: {@code mysqlbinlog}, then {@code mysql}.
 *
 * <p>The whole text is made before any of it runs, so an unreadable log changes nothing; and it is kept until the end,
 * because the line of a failed statement leads back to its event. The server does not count these transactions as
 * replicated, so its position is set afterwards; without GTIDs a run that is killed leaves it unknown, and says so.
 */
final class ClientApply {
    private final LocalReplica replica;
    private final LocalServer server;
    private final Progress progress;
    private final Duration limit;
    private final boolean unlogged;

    /** @param unlogged whether the replica's binary log gets nothing of it */
    ClientApply(LocalReplica replica, LocalServer server, Progress progress, Duration limit, boolean unlogged) {
        this.replica = replica;
        this.server = server;
        this.progress = progress;
        this.limit = limit;
        this.unlogged = unlogged;
    }

    /** Refuses if an earlier run was killed while the client was running: what it did is unknown. */
    static void requireNoneInDoubt(Path marker) {
        if (new DoubtMarker(marker).isThere()) {
            throw Problem.of(NodeError.UNKNOWN_POSITION, "an earlier run through mysqlbinlog was killed")
                    .why("without GTIDs it is unknown which of its transactions were committed")
                    .next("find out, set the position with CHANGE MASTER, then rm " + marker);
        }
    }

    /**
     * Applies everything behind the position.
     *
     * @param remembered puts the replica's position where it belongs at the end; made when something may change
     * @param marker file that stands there while the outcome is unknown
     */
    BinlogPosition run(
            VirtualBinlog binlog, BinlogPosition from, Row variables, Supplier<ReplicaKeeper> remembered, Path marker) {
        if (variables.isYes("super_read_only")) {
            throw Problem.of(NodeError.TOOL_FAILED, "method mysqlbinlog cannot write to " + server)
                    .why("super_read_only is on")
                    .next("SET GLOBAL super_read_only=0, or use method replication");
        }
        FlatLog flat = new FlatLog(binlog, from);
        Path parent = marker.toAbsolutePath().resolveSibling("");
        try (ClientFiles files = ClientFiles.in(parent)) {
            Path log = files.path("events.binlog");
            Path text = files.path("events.sql");
            flat.write(log);
            translate(files, log, text);
            ReplicaKeeper keeper = remembered.get();
            boolean canBeRepeated = variables.isYes("gtid_mode");
            if (!canBeRepeated) {
                new DoubtMarker(marker).set("the outcome of mysqlbinlog | mysql is unknown");
            }
            String failure = execute(files, text);
            if (!failure.isEmpty()) {
                throw stopped(failure, flat, text, keeper, binlog, from, marker);
            }
            keeper.restoreAt(binlog.end());
            rememberGtids(binlog, from, binlog.end());
            new DoubtMarker(marker).remove();
            return binlog.end();
        }
    }

    private void translate(ClientFiles files, Path log, Path text) {
        List<String> options = new ArrayList<>(
                List.of("--no-defaults", "--verify-binlog-checksum", "--local-load=" + files.directory()));
        if (unlogged) {
            options.add("--disable-log-bin");
        }
        options.add(log.toString());
        ClientProgram program = new ClientProgram(
                replica.dialect().isMariadb() ? List.of("mariadb-binlog", "mysqlbinlog") : List.of("mysqlbinlog"),
                options);
        progress.line("mysqlbinlog translates " + ClientFiles.size(log) + " bytes");
        String said = program.run(
                ClientProgram.nowhere(), text, files.path("mysqlbinlog.err"), new Patience(replica, limit), progress);
        if (!said.isEmpty()) {
            throw Problem.of(NodeError.TOOL_FAILED, "mysqlbinlog failed").why(said);
        }
    }

    private String execute(ClientFiles files, Path text) {
        ClientProgram program = new ClientProgram(
                replica.dialect().isMariadb() ? List.of("mariadb", "mysql") : List.of("mysql"),
                ClientProgram.executing(files.login(server)));
        progress.line("mysql executes " + ClientFiles.size(text) + " bytes of SQL");
        return program.run(
                text, ClientProgram.nowhere(), files.path("mysql.err"), new Patience(replica, limit), progress);
    }

    /** The transaction of the failed statement was rolled back; all before it are committed. */
    private Problem stopped(
            String said,
            FlatLog flat,
            Path text,
            ReplicaKeeper keeper,
            VirtualBinlog binlog,
            BinlogPosition from,
            Path marker) {
        OptionalLong line = SqlText.failedLine(said);
        if (line.isEmpty()) {
            return Problem.of(NodeError.TOOL_FAILED, "mysql failed")
                    .why(said)
                    .next("find out up to where it came, beginning at " + from)
                    .changed("transactions behind " + from + " may be applied");
        }
        BinlogPosition executed = flat.completeBefore(SqlText.eventAt(text, line.getAsLong()));
        keeper.restoreAt(executed);
        rememberGtids(binlog, from, executed);
        new DoubtMarker(marker).remove();
        return Problem.of(NodeError.APPLIER_STOPPED, "mysql stopped, executed up to " + executed)
                .why(said)
                .next("mend the cause, then run the same command again: it goes on from there")
                .changed("everything before " + executed + " is applied");
    }

    /** MariaDB keeps what was replicated as GTIDs too, and does not count what a client has done. */
    private void rememberGtids(VirtualBinlog binlog, BinlogPosition from, BinlogPosition to) {
        if (!replica.dialect().isMariadb()) {
            return;
        }
        GtidCollector applied = new GtidCollector();
        try (VirtualCursor cursor = binlog.from(from)) {
            while (cursor.next() && !cursor.event().endPosition().isAfter(to)) {
                GtidEvents.transactionOf(cursor.event().frame()).ifPresent(applied::add);
            }
        }
        String before = replica.query(ReplicaDialect.ASK_MARIADB_GTIDS).get(0).text("gtids");
        GtidSet all = before.isEmpty() ? applied.toSet() : GtidSet.parse(before).union(applied.toSet());
        if (!all.isEmpty()) {
            replica.run(ReplicaDialect.setMariadbGtids(all.toString()));
        }
    }
}

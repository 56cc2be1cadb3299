package io.masterha.node.rewind;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.Pace;
import io.masterha.binlog.Problem;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.node.RewindRowsReply;
import io.masterha.binlog.node.RewindRowsRequest;
import io.masterha.binlog.node.RewoundTable;
import io.masterha.binlog.node.SavedLog;
import io.masterha.binlog.rows.TouchedTable;
import io.masterha.binlog.rows.Undo;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import io.masterha.node.apply.LocalReplica;
import io.masterha.node.apply.ThisHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Undoes what the local server has logged behind a position or outside a GTID set: all of it, or nothing.
 *
 * <p>First what can be known without touching the server's data: the end of the log is saved and read, settings and tables
 * are asked for. Every reason against it is collected. Then {@link Rewinding} acts.
 */
public final class RewindRows {
    private final RewindRowsRequest request;
    private final Progress progress;

    public RewindRows(RewindRowsRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    public RewindRowsReply run() {
        long started = System.nanoTime();
        requireWholeRequest();
        ThisHost.require(request.server().host());
        try (LocalReplica connection = LocalReplica.connect(request.server())) {
            RewoundServer server = new RewoundServer(connection);
            if (!server.isOn("log_bin")) {
                throw Doubt.of("the server keeps no binary log");
            }
            Path base = Path.of(server.variable("log_bin_basename"));
            if (!request.archive().isEmpty()) {
                return run(server, base, Path.of(request.archive()), started);
            }
            Path directory = Files.createTempDirectory("masterha-rewind");
            try {
                return run(server, base, directory.resolve("tail.binlog"), started);
            } finally {
                remove(directory);
            }
        } catch (IOException e) {
            throw Problem.of(NodeError.NOT_SAVED, "cannot make or remove a directory for the log's end")
                    .why(FileReason.of(e))
                    .next("name an --archive")
                    .causedBy(e);
        }
    }

    private void requireWholeRequest() {
        if (request.from().isEmpty() == request.exclude().isEmpty()) {
            throw Problem.of(NodeError.USAGE, "where the common history ends is not clear")
                    .why("either a position or a GTID set must be given")
                    .next("give --from FILE:OFFSET or --exclude-gtids SET");
        }
        if (request.archive().isEmpty() && !request.dryRun()) {
            throw Problem.of(NodeError.USAGE, "no file for the undone transactions is given")
                    .next("give --archive FILE, or --dry-run to look only");
        }
    }

    private RewindRowsReply run(RewoundServer server, Path base, Path archive, long started) {
        String writtenBefore = server.writtenUpTo();
        LoggedTail tail = LoggedTail.save(request, base, archive, new Pace(progress::line));
        if (tail.isEmpty()) {
            requireExpected("");
            progress.line("nothing is logged behind the common history");
            return reply(server, tail, List.of(), false, started);
        }
        progress.line(tail.archive().transactions() + " transactions from " + tail.first() + " to " + tail.end()
                + (request.archive().isEmpty() ? "" : " are kept in " + archive));
        requireExpected(tail.archive().gtids());
        requireNewest(tail, writtenBefore);
        Undo undo = Undo.of(Path.of(tail.archive().path()), new Pace(progress::line));
        List<String> obstacles = new ArrayList<>(undo.obstacles());
        obstacles.addAll(server.obstacles());
        obstacles.addAll(new TableChecks(server).obstacles(undo.tables()));
        Doubt.requireNone(obstacles);
        boolean rewound = false;
        if (request.dryRun()) {
            progress.line(
                    "nothing stands against it so far; whether the rows are still what they were left as is seen when it is done");
        } else {
            rewound = new Rewinding(server, undo, writtenBefore, request.limitSeconds(), progress).run();
        }
        return reply(server, tail, tables(undo), rewound, started);
    }

    /** The log must end where the server says it does, and nobody may have written since. */
    private static void requireNewest(LoggedTail tail, String written) {
        List<Path> files = tail.files();
        String newest = String.valueOf(files.get(files.size() - 1).getFileName());
        if (!written.startsWith(newest + ":")) {
            throw Doubt.of("the server writes to " + written + ", and the newest log on its disk is " + newest);
        }
    }

    private void requireExpected(String gtids) {
        if (!request.expected().isEmpty() && !GtidSet.parse(request.expected()).equals(GtidSet.parse(gtids))) {
            throw Doubt.of("it would be " + (gtids.isEmpty() ? "nothing" : gtids) + " and not " + request.expected());
        }
    }

    private static List<RewoundTable> tables(Undo undo) {
        List<RewoundTable> tables = new ArrayList<>();
        for (TouchedTable table : undo.tables()) {
            tables.add(new RewoundTable(table.map().name(), table.inserted(), table.updated(), table.deleted()));
        }
        return tables;
    }

    private RewindRowsReply reply(
            RewoundServer server, LoggedTail tail, List<RewoundTable> tables, boolean rewound, long started) {
        SavedLog archive = request.archive().isEmpty() ? tail.archive().at("") : tail.archive();
        String remaining = remaining(server, tail);
        return new RewindRowsReply(
                rewound,
                archive,
                tail.isEmpty() ? "" : tail.first().toString(),
                tail.isEmpty() ? "" : tail.end().toString(),
                archive.transactions(),
                archive.gtids(),
                remaining,
                tables,
                tail.isEmpty() || remaining.isEmpty() ? List.of() : server.afterwards(remaining),
                (System.nanoTime() - started) / 1_000_000);
    }

    private static String remaining(RewoundServer server, LoggedTail tail) {
        if (tail.isEmpty() || tail.archive().gtids().isEmpty()) {
            return "";
        }
        return server.isMariadb()
                ? tail.mariadbBefore().toString()
                : GtidSet.parse(server.executedGtids())
                        .minus(GtidSet.parse(tail.archive().gtids()))
                        .toString();
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}

package io.masterha.node.apply;

import io.masterha.binlog.Problem;
import io.masterha.binlog.node.LocalServer;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Executes texts of {@code mysqlbinlog} as MHA does: one after the other through one session of the server's own client.
 *
 * <p>A text tells nowhere up to where it was executed. So a run that ended in the middle leaves a file that keeps the next
 * from executing the same once more, unless the server knows by GTID what it has.
 */
public final class TextApply {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration LOGIN_LIMIT = Duration.ofSeconds(30);
    private static final long PACKET = 1L << 30;
    private static final String ASK_VARIABLES = "SHOW GLOBAL VARIABLES WHERE Variable_name IN"
            + " ('super_read_only', 'max_allowed_packet', 'gtid_mode', 'log_bin')";

    private final LocalServer server;
    private final List<TextFile> texts;
    private final boolean unlogged;
    private final ClientPlace client;
    private final Progress progress;

    /** @param unlogged whether the replica's binary log gets nothing of it; not heeded with GTIDs */
    public TextApply(
            LocalServer server, List<TextFile> texts, boolean unlogged, ClientPlace client, Progress progress) {
        this.server = server;
        this.texts = List.copyOf(texts);
        this.unlogged = unlogged;
        this.client = client;
        this.progress = progress;
    }

    /**
     * Executes all of it.
     *
     * @throws Problem with {@link NodeError#APPLIER_STOPPED} if a statement failed
     */
    public void run() {
        texts.forEach(TextFile::requireWhole);
        Path first = texts.get(0).path().toAbsolutePath();
        Path marker = first.resolveSibling(first.getFileName() + "-on-" + server.port() + ".in-doubt");
        try (LocalReplica replica = LocalReplica.connect(server)) {
            requireAlone(replica);
            requireStill(replica);
            Row variables = variables(replica);
            requireNoneInDoubt(marker);
            execute(replica, variables, first, marker);
            new DoubtMarker(marker).remove();
        }
    }

    private void requireAlone(LocalReplica replica) {
        if (replica.query(ReplicaDialect.TAKE_APPLY_LOCK).get(0).number("taken") != 1) {
            throw Problem.of(NodeError.LOCK_HELD, "another run applies logs on " + server)
                    .why("it holds the lock " + ReplicaDialect.APPLY_LOCK)
                    .next("when it has ended, the same command again");
        }
    }

    /** What the threads execute beside it, or afterwards, would come in the wrong order. */
    private void requireStill(LocalReplica replica) {
        if (replica.query(replica.dialect().showStatus()).isEmpty()) {
            return;
        }
        ReplicaStatus status = replica.status();
        if (!status.receiverStopped() || status.applierRuns()) {
            throw Problem.of(NodeError.RECEIVER_RUNNING, "replication runs on " + server)
                    .why("it would execute something beside the text, and perhaps the same")
                    .next((replica.dialect().stopReceiver() + "; then, when everything received is executed, "
                            + replica.dialect().stopApplier()));
        }
        if (status.executed().isBefore(status.received())) {
            progress.line("executed up to " + status.executed() + ", received up to " + status.received()
                    + ": the text must begin at the former");
        }
    }

    private static Row variables(LocalReplica replica) {
        var values = new java.util.LinkedHashMap<String, String>();
        replica.query(ASK_VARIABLES).forEach(row -> values.put(row.text("Variable_name"), row.text("Value")));
        return new Row(values);
    }

    private void execute(LocalReplica replica, Row variables, Path first, Path marker) {
        boolean isClosed = variables.isYes("super_read_only");
        long packet = variables.number("max_allowed_packet");
        try (ClientFiles files = ClientFiles.in(first.resolveSibling(""))) {
            Path text = texts.size() == 1 ? first : joined(files.path("all.sql"));
            requireClient(replica, files);
            boolean byGtid = variables.isYes("gtid_mode") && texts.stream().allMatch(TextFile::hasGtids);
            if (!byGtid) {
                new DoubtMarker(marker).set("how much of the text was executed is unknown");
            }
            try {
                if (isClosed) {
                    // read_only stays on.
                    replica.run("SET GLOBAL super_read_only=0");
                }
                if (packet < PACKET) {
                    replica.run("SET GLOBAL max_allowed_packet=" + PACKET);
                }
                String said = client(replica, variables, files, text);
                if (!said.isEmpty()) {
                    throw stopped(said, marker, byGtid);
                }
            } finally {
                // What is put back must not be interrupted, whatever ended the wait.
                boolean wasInterrupted = Thread.interrupted();
                restore(replica, isClosed, packet);
                if (wasInterrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** That it is there and can log in, before anything is changed. */
    private void requireClient(LocalReplica replica, ClientFiles files) {
        List<String> options = List.of("--defaults-file=" + files.login(server), "--execute=SELECT 1");
        ClientProgram program = client.program(replica.dialect().isMariadb(), options);
        String said = program.run(
                ClientProgram.nowhere(),
                ClientProgram.nowhere(),
                files.path("mysql.err"),
                new Patience(replica, LOGIN_LIMIT),
                progress);
        if (!said.isEmpty()) {
            throw Problem.of(NodeError.TOOL_FAILED, "the client mysql cannot log in to " + server)
                    .why(said)
                    .next("try mysql by hand, or save the log without --handle_raw_binlog=0: it needs no client");
        }
    }

    private String client(LocalReplica replica, Row variables, ClientFiles files, Path text) {
        List<String> options = new ArrayList<>(ClientProgram.executing(files.path(ClientFiles.LOGIN)));
        if (unlogged && variables.isYes("gtid_mode")) {
            progress.line("disable_log_bin is not heeded: by GTID others fetch from this binary log what they lack");
        } else if (unlogged) {
            options.add("--init-command=SET SESSION sql_log_bin=0");
        }
        ClientProgram program = client.program(replica.dialect().isMariadb(), options);
        progress.line("mysql executes " + ClientFiles.size(text) + " bytes of SQL");
        return program.run(
                text, ClientProgram.nowhere(), files.path("mysql.err"), new Patience(replica, LIMIT), progress);
    }

    /** One session for all: a transaction may begin in one and end in the next. */
    private Path joined(Path all) {
        try (OutputStream out = Files.newOutputStream(all)) {
            for (TextFile text : texts) {
                Files.copy(text.path(), out);
            }
            return all;
        } catch (IOException e) {
            throw DoubtMarker.unusable(all, e);
        }
    }

    private void restore(LocalReplica replica, boolean isClosed, long packet) {
        if (packet < PACKET) {
            replica.run("SET GLOBAL max_allowed_packet=" + packet);
        }
        if (isClosed) {
            replica.run("SET GLOBAL super_read_only=1");
        }
    }

    private static Problem stopped(String said, Path marker, boolean byGtid) {
        OptionalLong line = SqlText.failedLine(said);
        String where = line.isEmpty() ? "" : " at line " + line.getAsLong();
        Problem problem = Problem.of(NodeError.APPLIER_STOPPED, "mysql stopped" + where)
                .why(said)
                .changed("the transactions that are whole before it are executed, and none behind it");
        return byGtid
                ? problem.next("mend the cause, then the same command again: by GTID nothing is executed twice")
                : problem.next("mend the cause, keep of the text what comes behind the last COMMIT before that line,"
                        + " rm " + marker + ", and apply that");
    }

    private void requireNoneInDoubt(Path marker) {
        if (new DoubtMarker(marker).isThere()) {
            throw Problem.of(NodeError.UNKNOWN_POSITION, "an earlier run with this text did not come to its end")
                    .why("some of its transactions are executed on " + server + "; a text does not say which")
                    .next("find out which, take them out of the text, then rm " + marker);
        }
    }
}

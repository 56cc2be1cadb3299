package io.masterha.manager.adapter.ssh;

import com.jcraft.jsch.JSchException;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.ServerFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that was brought down and is kept down by a loop on its host.
 *
 * <p>The loop lives on an open channel: it ends with {@link #close}, with the manager, or with the connection, and after
 * ten minutes in any case, so that a forgotten manager does not keep a server from its operator.
 */
final class HoldDown implements AutoCloseable {
    private final SshConnection connection;
    private final RemoteProcess process;
    private final List<String> lines;

    private HoldDown(SshConnection connection, RemoteProcess process, List<String> lines) {
        this.connection = connection;
        this.process = process;
        this.lines = lines;
    }

    /** Returns when the server is down: no process, port closed. */
    static HoldDown start(SshConnection connection, ServerFiles files, Duration limit) {
        return start(connection, files, Optional.empty(), limit);
    }

    /** By a lookout, if it answers. */
    static HoldDown start(SshConnection connection, ServerFiles files, Optional<Lookout> lookout, Duration limit) {
        long start = System.nanoTime();
        List<String> lines = new CopyOnWriteArrayList<>();
        RemoteProcess process = lookout.flatMap(waiting -> waiting.hold(line -> keep(connection, lines, line)))
                .orElseGet(() -> begin(connection, files, lines, limit));
        HoldDown hold = new HoldDown(connection, process, lines);
        Duration left = limit.minusNanos(System.nanoTime() - start);
        boolean isDown = process.await(() -> hold.downLine().isPresent() || process.hasEnded(), left)
                && hold.downLine().isPresent();
        if (!isDown) {
            hold.close();
            throw hold.staysUp(limit);
        }
        return hold;
    }

    private static RemoteProcess begin(
            SshConnection connection, ServerFiles files, List<String> lines, Duration limit) {
        String command = ServerScript.holdDown(connection.target(), files);
        SshConnection.Starter starter = (session, open) -> {
            try {
                return RemoteProcess.startHeld(
                        session, command, line -> keep(connection, lines, line), line -> {}, open);
            } catch (IOException e) {
                throw new JSchException("cannot start a command", e);
            }
        };
        return connection.start(starter, min(limit, connection.connectLimit().multipliedBy(2)));
    }

    private static void keep(SshConnection connection, List<String> lines, String line) {
        if (line.equals(".")) {
            return;
        }
        boolean wasDown = lines.stream().anyMatch(l -> l.startsWith("down "));
        if (wasDown && line.startsWith("killed ")) {
            connection.warn("somebody started the server again; " + line + " at once");
        }
        if (line.startsWith("masked ")) {
            connection.tell(
                    "its unit " + line.substring("masked ".length()) + " is masked for as long as it is kept down");
        }
        lines.add(line);
    }

    private Optional<String> downLine() {
        return lines.stream().filter(line -> line.startsWith("down ")).findFirst();
    }

    /** The loop's process on its host. */
    String loop() {
        return ServerScript.fields(downLine().orElseThrow()).getOrDefault("loop", "");
    }

    private Problem staysUp(Duration limit) {
        String last = lines.isEmpty() ? "no answer" : lines.get(lines.size() - 1);
        Map<String, String> fields = ServerScript.fields(last);
        String why = fields.isEmpty() ? last : ServerScript.judge(last).detail();
        boolean killed = lines.stream().anyMatch(line -> line.startsWith("killed "));
        Problem problem = Problem.of(
                        SshError.SERVER_STAYS_UP,
                        connection.describe() + ": the server is not down after " + SshConnection.seconds(limit))
                .why(why)
                .next("stop it on its host, with an account that may end its process");
        return killed ? problem.changed("SIGKILL was sent to its process") : problem;
    }

    /** What was done and seen, one clause. */
    String evidence() {
        List<String> killed = lines.stream()
                .filter(line -> line.startsWith("killed "))
                .map(line -> line.substring("killed ".length()))
                .toList();
        String how = killed.isEmpty() ? "it was down" : "killed process " + String.join(", ", killed);
        return how + "; no process, port " + connection.target().id().port() + " closed on "
                + connection.target().sshName() + "; held down";
    }

    /** Whether the loop still runs. */
    boolean isHolding() {
        return !process.hasEnded();
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    @Override
    public void close() {
        process.close();
    }
}

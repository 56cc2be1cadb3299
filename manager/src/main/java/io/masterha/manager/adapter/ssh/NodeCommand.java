package io.masterha.manager.adapter.ssh;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.NodeReply;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks one node command: a JSON document on its standard input, a JSON line on its standard output. */
final class NodeCommand {
    private static final int NOT_FOUND = 127;
    private static final Duration START = Duration.ofSeconds(10);
    private static final int LONGEST_REPLY_CHARS = 1 << 24;
    private static final int KEPT_ERROR_CHARS = 4000;

    private final Duration stall;

    private final StandBys standBys;

    NodeCommand(Duration stall, StandBys standBys) {
        this.stall = stall;
        this.standBys = standBys;
    }

    /**
     * Runs a command and reads its reply.
     *
     * @param place directory of the node commands on that host
     * @param request a record; it may hold secrets, so it goes to standard input only
     * @param progress gets the lines of standard error
     * @throws Problem the command's own, or one about reaching it
     */
    <T extends Record> T ask(
            SshConnection host,
            String place,
            String command,
            Object request,
            Class<T> kind,
            Consumer<String> progress) {
        String document = json(request);
        long begin = System.nanoTime();
        Optional<StandBy> waiting = standBys.take(host);
        NodeReply reply = waiting.isPresent()
                ? ask(host, waiting.get(), command, document, progress)
                : start(host, place + "/bin/" + command, document, progress);
        host.done(command + (waiting.isPresent() ? ", by the process that waits there" : ", started for it"), begin);
        return NodeReplies.result(host.target().id().toString(), reply, kind);
    }

    private NodeReply ask(
            SshConnection host, StandBy standBy, String command, String document, Consumer<String> progress) {
        boolean answered = false;
        try {
            NodeReply reply = standBy.ask(command, document, progress);
            answered = true;
            return reply;
        } finally {
            if (answered) {
                standBys.giveBack(host, standBy);
            } else {
                standBys.end(host, standBy);
            }
        }
    }

    private NodeReply start(SshConnection host, String program, String document, Consumer<String> progress) {
        try (Conversation talk = new Conversation(host, program, document + "\n", progress)) {
            talk.untilEnd();
            return reply(host, program, talk.process.exitCode(), talk.heard.out(), talk.heard.err());
        }
    }

    static Problem hangs(SshConnection host, String program, Duration stall) {
        return Problem.of(SshError.COMMAND_INTERRUPTED, host.describe() + ": " + program + " hangs")
                .why("no progress for " + stall.toSeconds() + " s")
                .changed("it may have done part of its work");
    }

    static Problem noAnswer(SshConnection host, String program, String why) {
        return Problem.of(SshError.COMMAND_FAILED, host.describe() + ": " + program + " gave no answer")
                .why(why)
                .changed("it may have done part of its work");
    }

    /** One run of a command under a guard that ends it when it shows no sign of life. */
    private final class Conversation implements AutoCloseable {
        private final SshConnection host;
        private final String program;
        private final RemoteProcess process;
        private final StallGuard guard;
        private final Heard heard = new Heard(LONGEST_REPLY_CHARS, KEPT_ERROR_CHARS);

        Conversation(SshConnection host, String program, String input, Consumer<String> progress) {
            this.host = host;
            this.program = program;
            this.guard = new StallGuard(stall, () -> {});
            SshConnection.Starter starter = (session, open) -> {
                Heard.Attempt attempt = heard.anew();
                return RemoteProcess.start(
                        session,
                        Shell.quote(program) + " --json",
                        input.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        attempt.out()::add,
                        line -> {
                            guard.moved();
                            attempt.err().add(line);
                            progress.accept(line);
                        },
                        open);
            };
            this.process = host.start(starter, START);
        }

        void untilEnd() {
            while (!process.awaitEnd(Duration.ofSeconds(1))) {
                if (guard.hasStalled() || Thread.currentThread().isInterrupted()) {
                    throw hangs(host, program, stall);
                }
            }
        }

        @Override
        public void close() {
            guard.close();
            process.close();
        }
    }

    private static NodeReply reply(SshConnection host, String program, int exitCode, String out, String err) {
        Optional<String> line = out.lines().filter(l -> l.startsWith("{")).reduce((a, b) -> b);
        if (line.isPresent()) {
            return NodeReplies.read(host.describe() + ": " + program, line.get());
        }
        if (exitCode == NOT_FOUND) {
            throw Problem.of(SshError.NODE_MISSING, host.describe() + " has no node commands of this version")
                    .why(program + " is not there")
                    .next("masterha-check-ssh --install-node");
        }
        String why = exitCode < 0 ? "it was cut off" : "exit code " + exitCode + ", " + err.strip();
        throw noAnswer(host, program, why);
    }

    static String json(Object request) {
        try {
            return JSON.std.asString(request);
        } catch (IOException e) {
            throw new IllegalStateException("a record of plain values can be written as JSON", e);
        }
    }
}

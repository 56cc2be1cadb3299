package io.masterha.manager.adapter.ssh;

import com.jcraft.jsch.JSchException;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.NodeReply;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A process of node commands that waits on a host and answers request after request; one asks at a time. */
final class StandBy implements AutoCloseable {
    private static final String HELLO = "hello";
    private static final String LOGGED_IN = "logged in";
    private static final String NOT_LOGGED_IN = "not logged in: ";
    private static final String REHEARSED = "rehearsed";
    private static final String NOT_REHEARSED = "not rehearsed: ";

    private final SshConnection host;
    private final Duration stall;
    private final RemoteProcess process;
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger progressEnds = new AtomicInteger();
    private volatile Consumer<String> progress = line -> {};
    private volatile boolean isWarm;

    /** Starts it, without waiting until it can answer. */
    StandBy(SshConnection host, String program, Duration stall, Duration open) {
        this.host = host;
        this.stall = stall;
        this.process = host.start(
                (session, limit) -> {
                    try {
                        return RemoteProcess.startHeld(
                                session, Shell.quote(program), this::answered, this::heard, limit);
                    } catch (IOException e) {
                        throw new JSchException("cannot start a command", e);
                    }
                },
                open);
    }

    private void answered(String line) {
        if (line.equals(LOGGED_IN)
                || line.startsWith(NOT_LOGGED_IN)
                || line.equals(REHEARSED)
                || line.startsWith(NOT_REHEARSED)) {
            host.done("stand-by: " + line, System.nanoTime());
        } else {
            answers.add(line);
        }
    }

    /** A line of standard error: progress, or empty when there is no more of it. */
    private void heard(String line) {
        if (line.isEmpty()) {
            progressEnds.incrementAndGet();
        } else {
            progress.accept(line);
        }
    }

    boolean hasEnded() {
        return process.hasEnded();
    }

    /** Whether it answers now. */
    boolean answers(Duration limit) {
        try {
            answers.clear();
            process.write(HELLO);
        } catch (IOException e) {
            return false;
        }
        return process.await(() -> !answers.isEmpty() || process.hasEnded(), limit) && HELLO.equals(answers.poll());
    }

    /**
     * Has it save a small log of its own once, and log in to its server, so that what is asked of it later takes less time; its
     * answers are not waited for.
     */
    void warmOnce(String login) {
        if (isWarm) {
            return;
        }
        isWarm = true;
        try {
            process.write("rehearse");
            process.write("login " + login);
        } catch (IOException e) {
            // Who takes it finds out.
        }
    }

    /**
     * Has the files of a server on its host locked for as long as a process runs there.
     *
     * @return its answer; empty if there is none in time
     */
    Optional<String> hold(String dataDir, String pid, Duration limit) {
        try {
            answers.clear();
            process.write("hold " + pid + " " + dataDir);
        } catch (IOException e) {
            return Optional.empty();
        }
        process.await(() -> !answers.isEmpty() || process.hasEnded(), limit);
        return Optional.ofNullable(answers.poll());
    }

    /**
     * Has a command done.
     *
     * @param document the request in one line
     * @throws Problem if it hangs or is cut off
     */
    NodeReply ask(String command, String document, Consumer<String> onProgress) {
        answers.clear();
        int ended = progressEnds.get() + 1;
        try (StallGuard guard = new StallGuard(stall, () -> {})) {
            progress = line -> {
                guard.moved();
                onProgress.accept(line);
            };
            process.write(command + " " + document);
            // Standard output and error come on two ways: the answer may arrive behind the end of the progress.
            BooleanSupplier isThrough = () -> (progressEnds.get() >= ended && !answers.isEmpty()) || process.hasEnded();
            while (!process.await(isThrough, Duration.ofSeconds(1))) {
                if (guard.hasStalled() || Thread.currentThread().isInterrupted()) {
                    throw NodeCommand.hangs(host, command, stall);
                }
            }
            String line = Optional.ofNullable(answers.poll())
                    .orElseThrow(() -> NodeCommand.noAnswer(host, command, "it was cut off"));
            return NodeReplies.read(host.describe() + ": " + command, line);
        } catch (IOException e) {
            throw NodeCommand.noAnswer(host, command, String.valueOf(e.getMessage()));
        } finally {
            progress = line -> {};
        }
    }

    @Override
    public void close() {
        process.close();
    }
}

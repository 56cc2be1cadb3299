package io.masterha.manager.adapter.ssh;

import com.jcraft.jsch.JSchException;
import io.masterha.manager.port.ServerFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The script that finds a server, waiting on its host for the word: to begin a shell there and to read the script takes longer
 * than a look. It looks as often as it is asked to; when it holds the server down or keeps it down, it does nothing else any more.
 */
final class Lookout implements AutoCloseable {
    /** One that waits says within milliseconds that it has heard the word; one that does not is of no use. */
    private static final Duration ANSWER = Duration.ofMillis(500);

    private static final String HEARD = "heard";

    private final ServerFiles files;
    private final RemoteProcess process;
    private final AtomicInteger heard = new AtomicInteger();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private volatile Consumer<String> listener = lines::add;

    /** Begins one on the kept session, or on a new one. */
    Lookout(SshConnection host, ServerFiles files, Duration limit) {
        this.files = files;
        String command = ServerScript.await(host.target(), files);
        this.process = host.start(
                (session, open) -> {
                    try {
                        return RemoteProcess.startHeld(session, command, this::heard, line -> {}, open);
                    } catch (IOException e) {
                        throw new JSchException("cannot start a command", e);
                    }
                },
                limit);
    }

    private void heard(String line) {
        if (line.equals(HEARD)) {
            heard.incrementAndGet();
        } else {
            listener.accept(line);
        }
    }

    /** Whether it waits, and looks for a server with these files. */
    boolean isFor(ServerFiles now) {
        return !process.hasEnded() && files.equals(now);
    }

    /** What it sees, as {@link ServerScript#judge} reads it; empty if it does not say in time. */
    Optional<String> look(Duration limit) {
        return ask(ServerScript.LOOK, limit);
    }

    /** Has it keep the server down; empty if it does not say so in time: it may do so nevertheless. */
    Optional<String> keepDown(Duration time, Duration limit) {
        return ask(ServerScript.KEEP + " " + time.toSeconds(), limit);
    }

    private Optional<String> ask(String word, Duration limit) {
        long begin = System.nanoTime();
        lines.clear();
        if (!hears(word)) {
            return Optional.empty();
        }
        process.await(() -> !lines.isEmpty() || process.hasEnded(), limit.minusNanos(System.nanoTime() - begin));
        return Optional.ofNullable(lines.poll());
    }

    /** Has it bring the server down and hold it; empty, and closed, if it does not hear that. */
    Optional<RemoteProcess> hold(Consumer<String> onLine) {
        listener = onLine;
        if (hears(ServerScript.HOLD)) {
            return Optional.of(process);
        }
        close();
        return Optional.empty();
    }

    /** What it has to do after that may take its time on a busy host; whoever does not hear is gone, or its connection is. */
    private boolean hears(String word) {
        int before = heard.get();
        try {
            process.write(word);
        } catch (IOException e) {
            return false;
        }
        return process.await(() -> heard.get() > before || process.hasEnded(), ANSWER) && heard.get() > before;
    }

    @Override
    public void close() {
        process.close();
    }
}

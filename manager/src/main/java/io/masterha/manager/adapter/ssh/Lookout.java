package io.masterha.manager.adapter.ssh;

import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
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
 * than a look. It looks as often as it is asked to; when it holds the server down, it does nothing else any more.
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

    private Lookout(Session session, SshTarget target, ServerFiles files, Duration open) throws JSchException {
        this.files = files;
        try {
            String command = ServerScript.await(target, files);
            this.process = RemoteProcess.startHeld(session, command, this::heard, line -> {}, open);
        } catch (IOException e) {
            throw new JSchException("cannot start a command", e);
        }
    }

    /** Begins one on the kept session, if there is one and it lets it; what else that session carries is not put at risk. */
    static Optional<Lookout> onKept(SshConnection host, ServerFiles files, Duration limit) {
        return host.onKept(session -> new Lookout(session, host.target(), files, limit));
    }

    private void heard(String line) {
        if (line.equals(HEARD)) {
            // What an account's login shell may have said before is no answer.
            lines.clear();
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
        long begin = System.nanoTime();
        if (!hears(ServerScript.LOOK)) {
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
        listener = line -> {};
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

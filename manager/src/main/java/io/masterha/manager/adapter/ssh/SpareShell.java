package io.masterha.manager.adapter.ssh;

import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A shell on a host that waits for the script it will run, begun before it is needed: to begin one takes as long as what it
 * does. It runs one script; who takes it ends it.
 */
final class SpareShell implements AutoCloseable {
    private static final int MOST_CHARS = 1 << 20;

    private final RemoteProcess process;
    private final Transcript out;
    private final Transcript err;

    private SpareShell(RemoteProcess process, Transcript out, Transcript err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Begins one ahead on the kept session, if there is one and it lets it. */
    static Optional<SpareShell> onKept(SshConnection host, Duration limit) {
        return host.onKept(session -> start(session, limit));
    }

    /** Begins one on the kept session, or on a new one. */
    static SpareShell start(SshConnection host, Duration limit) {
        // A second attempt, on a new session, has a transcript of its own: the first shell may have been begun too.
        SpareShell[] begun = new SpareShell[1];
        host.start(
                (session, open) -> {
                    begun[0] = start(session, open);
                    return begun[0].process;
                },
                limit);
        return begun[0];
    }

    private static SpareShell start(Session session, Duration open) throws JSchException {
        Transcript out = new Transcript(MOST_CHARS);
        Transcript err = new Transcript(MOST_CHARS);
        try {
            RemoteProcess process = RemoteProcess.startHeld(session, "exec /bin/sh -s", out::add, err::add, open);
            return new SpareShell(process, out, err);
        } catch (IOException e) {
            throw new JSchException("cannot start a command", e);
        }
    }

    boolean isThere() {
        return !process.hasEnded();
    }

    /**
     * Has it run a script to its end.
     *
     * @return whether it ended within the limit
     */
    boolean run(String script, Duration limit) {
        try {
            process.finish((script + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return process.hasEnded();
        }
        return process.awaitEnd(limit);
    }

    /** The exit code; -1 if it was cut off. */
    int exitCode() {
        return process.exitCode();
    }

    String out() {
        return out.text();
    }

    String err() {
        return err.text();
    }

    @Override
    public void close() {
        process.close();
    }
}

package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.HostShell;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scripts of the operator's on the session to one host that is kept for ourselves. Unlike our own commands, one that does not end
 * does not cost the session: on it the failed source may be held down at this moment.
 */
final class LentRun {
    private static final Logger LOG = LoggerFactory.getLogger(LentRun.class);

    private final SshConnection connection;
    private Optional<SpareShell> spare = Optional.empty();

    LentRun(SshConnection connection) {
        this.connection = connection;
    }

    /** Has a shell wait there from soon on, for the next script. */
    void expect() {
        Thread thread = new Thread(this::beginSpare, "shell ahead");
        thread.setDaemon(true);
        thread.start();
    }

    private void beginSpare() {
        try {
            SpareShell begun = SpareShell.start(connection, begin());
            takeSpare().ifPresent(SpareShell::close);
            keepSpare(begun);
        } catch (Problem begunWhenNeeded) {
            LOG.debug("no shell ahead on {}", connection.describe(), begunWhenNeeded);
        }
    }

    private synchronized void keepSpare(SpareShell begun) {
        spare = Optional.of(begun);
    }

    private synchronized Optional<SpareShell> takeSpare() {
        Optional<SpareShell> taken = spare;
        spare = Optional.empty();
        return taken;
    }

    /** A host that is slow to begin must not cost the session because the script is in a hurry. */
    private Duration begin() {
        return connection.connectLimit().multipliedBy(2);
    }

    HostShell.Ran run(String script, Duration limit) {
        long begin = System.nanoTime();
        Optional<SpareShell> waiting = takeSpare().filter(SpareShell::isThere);
        // Through its input: what stands on a command line, everybody on that host can read.
        try (SpareShell shell = waiting.orElseGet(() -> SpareShell.start(connection, begin()))) {
            boolean ended = shell.run(script, limit.minusNanos(System.nanoTime() - begin));
            connection.done("a script's command" + (waiting.isPresent() ? " in a shell that waited" : ""), begin);
            if (!ended || shell.exitCode() < 0) {
                throw Problem.of(
                                SshError.COMMAND_INTERRUPTED,
                                connection.describe() + ": a script's command did not end")
                        .why(ended ? "it was cut off" : "no end within " + SshConnection.seconds(limit))
                        .changed("it may have done its work, or part of it");
            }
            return new HostShell.Ran(shell.exitCode(), shell.out(), shell.err());
        }
    }
}

package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.HostShell;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scripts of the operator's on the session to one host that is kept for ourselves. Unlike our own commands, one that does not end
 * does not cost the session: on it the failed source may be held down at this moment.
 */
final class LentRun {
    private static final Logger LOG = LoggerFactory.getLogger(LentRun.class);

    private final SshConnection connection;
    /** The shell that waits, or is just being begun. */
    private Optional<FutureTask<Optional<SpareShell>>> spare = Optional.empty();

    LentRun(SshConnection connection) {
        this.connection = connection;
    }

    /** Has a shell wait there from soon on, for the next script. */
    synchronized void expect() {
        if (spare.filter(LentRun::isOfUse).isPresent()) {
            return;
        }
        FutureTask<Optional<SpareShell>> begun = new FutureTask<>(() -> SpareShell.onKept(connection, begin()));
        Thread thread = new Thread(begun, "shell ahead");
        thread.setDaemon(true);
        thread.start();
        spare = Optional.of(begun);
    }

    private static boolean isOfUse(FutureTask<Optional<SpareShell>> begun) {
        try {
            return !begun.isDone() || begun.get().filter(SpareShell::isThere).isPresent();
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The shell that waits; one that is just being begun is waited for as long as a new one would be. */
    private Optional<SpareShell> takeSpare() {
        Optional<FutureTask<Optional<SpareShell>>> taken;
        synchronized (this) {
            taken = spare;
            spare = Optional.empty();
        }
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        try {
            return taken.get()
                    .get(begin().toMillis() / 2, TimeUnit.MILLISECONDS)
                    .filter(SpareShell::isThere);
        } catch (ExecutionException | TimeoutException begunAnew) {
            LOG.debug("no shell ahead on {}", connection.describe(), begunAnew);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** A host that is slow to begin must not cost the session because the script is in a hurry. */
    private Duration begin() {
        return connection.connectLimit().multipliedBy(2);
    }

    HostShell.Ran run(String script, Duration limit) {
        long begin = System.nanoTime();
        Optional<SpareShell> waiting = takeSpare();
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

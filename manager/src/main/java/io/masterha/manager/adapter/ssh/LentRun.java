package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.HostShell;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A script of the operator's on the session that is kept for ourselves. Unlike our own commands, one that does not end does not cost
 * the session: on it the failed source may be held down at this moment.
 */
final class LentRun {
    private static final int MOST_CHARS = 1 << 20;

    private LentRun() {}

    static HostShell.Ran run(SshConnection connection, String script, Duration limit) {
        long begin = System.nanoTime();
        Heard heard = new Heard(MOST_CHARS, MOST_CHARS);
        // Through its input: what stands on a command line, everybody on that host can read.
        byte[] input = (script + "\n").getBytes(StandardCharsets.UTF_8);
        SshConnection.Starter starter = (session, open) -> {
            Heard.Attempt attempt = heard.anew();
            return RemoteProcess.start(session, "exec /bin/sh -s", input, attempt.out()::add, attempt.err()::add, open);
        };
        // A host that is slow to begin must not cost the session because the script is in a hurry.
        try (RemoteProcess process =
                connection.start(starter, connection.connectLimit().multipliedBy(2))) {
            boolean ended = process.awaitEnd(limit.minusNanos(System.nanoTime() - begin));
            connection.done("a script's command", begin);
            if (!ended || process.exitCode() < 0) {
                throw Problem.of(
                                SshError.COMMAND_INTERRUPTED,
                                connection.describe() + ": a script's command did not end")
                        .why(ended ? "it was cut off" : "no end within " + SshConnection.seconds(limit))
                        .changed("it may have done its work, or part of it");
            }
            return new HostShell.Ran(process.exitCode(), heard.out(), heard.err());
        }
    }
}

package io.masterha.manager.port;

import io.masterha.manager.topology.ServerId;
import java.time.Duration;

/** Runs scripts on the hosts of the servers, over sessions that are open already. */
@FunctionalInterface
public interface HostShell {
    /**
     * How a script ended.
     *
     * @param out standard output
     * @param err the last lines of standard error
     */
    record Ran(int exitCode, String out, String err) {}

    /**
     * Runs a script in a plain shell on a server's host, to its end.
     *
     * @throws io.masterha.binlog.Problem if the host does not answer, or the script does not end within the limit
     * @throws IllegalArgumentException if it is no server of this cluster
     */
    Ran run(ServerId id, String script, Duration limit);

    /** A script will be run there soon: what takes time may begin now, if it was not begun before. */
    default void expect(ServerId id) {}
}

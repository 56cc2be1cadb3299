package io.masterha.manager.port;

/**
 * What SSH shows of a server on its own host.
 *
 * @param kind what was seen
 * @param detail one clause for the operator, for example {@code no mysqld, port closed, stale pid file}
 * @param next what the operator should do if the host did not answer; empty if nobody knows
 */
public record HostSight(Kind kind, String detail, String next) {
    /** A look that worked. */
    public HostSight(Kind kind, String detail) {
        this(kind, detail, "");
    }

    /** What detection tells apart. */
    public enum Kind {
        /** The host did not answer over SSH within the limit, or refused us. */
        NO_ANSWER,
        /** Its port is listened on, or a process is there and the account may not see more. */
        PRESENT,
        /** A process of this server is there and its port is closed: it starts, recovers or shuts down. */
        CLOSED,
        /** No process and a closed port, and the server went without a clean shutdown: its pid file is still there. */
        CRASHED,
        /** No process and a closed port after a clean shutdown: somebody may be restarting it. */
        STOPPED
    }
}

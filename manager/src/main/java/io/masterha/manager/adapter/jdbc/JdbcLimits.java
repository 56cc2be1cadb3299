package io.masterha.manager.adapter.jdbc;

import java.time.Duration;

/**
 * How long a database server may take; nothing waits longer.
 *
 * @param connect for the TCP connection, and again for each step of the login
 * @param statement for one statement that is not given a limit of its own
 */
public record JdbcLimits(Duration connect, Duration statement) {
    /** For a server in the same network: a second to connect, ten for a statement. */
    public static final JdbcLimits USUAL = new JdbcLimits(Duration.ofSeconds(1), Duration.ofSeconds(10));
}

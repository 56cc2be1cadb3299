package io.masterha.manager.port;

import java.time.Duration;

/**
 * How long a host has been up.
 *
 * @param up since it started, by its own word
 * @param wroteSince whether the server's newest binary log was written since then
 */
public record HostUptime(Duration up, boolean wroteSince) {}

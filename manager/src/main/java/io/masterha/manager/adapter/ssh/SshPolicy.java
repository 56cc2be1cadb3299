package io.masterha.manager.adapter.ssh;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How SSH connections are made.
 *
 * @param acceptsNewKeys whether the key of a host that known_hosts does not know is accepted and remembered; a changed
 *     key is never accepted
 * @param knownHosts the known_hosts file, unless {@code ssh_options} name another one
 * @param connect limit for connecting and logging in
 */
public record SshPolicy(boolean acceptsNewKeys, Path knownHosts, Duration connect) {
    /** Strict, with the user's own known_hosts. */
    public static SshPolicy strict(Duration connect) {
        return new SshPolicy(false, home(".ssh/known_hosts"), connect);
    }

    static Path home(String name) {
        return Path.of(System.getProperty("user.home"), name);
    }
}

package io.masterha.manager.adapter.ssh;

import io.masterha.manager.topology.ServerId;

/**
 * How the host of a server is reached over SSH.
 *
 * @param id the server
 * @param serverAddress IP address at which the server listens, for finding its port on the host
 * @param sshName name of the host as known_hosts may have it ({@code ssh_host})
 * @param sshAddress IP address to connect to
 * @param sshPort port of the SSH server
 * @param user account on the host ({@code ssh_user})
 * @param options what {@code ssh_options} asked for
 */
public record SshTarget(
        ServerId id,
        String serverAddress,
        String sshName,
        String sshAddress,
        int sshPort,
        String user,
        SshOptions options) {

    /** The port to connect to: {@code ssh_options} outrank {@code ssh_port}, as on a command line. */
    int port() {
        return options.port().orElse(sshPort);
    }
}

package io.masterha.manager.config;

import io.masterha.manager.topology.ServerId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One server of the configuration.
 *
 * @param section name of its block
 * @param id host name and port
 * @param ip its address, resolved once
 * @param ssh how its host is reached
 * @param user administrative account
 * @param replicationUser account with which replicas follow it; empty to keep theirs
 * @param binlogDirs where its binary logs may be
 * @param remoteWorkdir work directory on its host
 * @param label what the operator calls it beside its name; empty for nothing
 */
public record ServerConfig(
        String section,
        ServerId id,
        String ip,
        Ssh ssh,
        Account user,
        Optional<Account> replicationUser,
        Flags flags,
        List<String> binlogDirs,
        String remoteWorkdir,
        String pidFile,
        String label) {
    public ServerConfig {
        binlogDirs = List.copyOf(binlogDirs);
    }

    /** The same under another name. */
    ServerConfig named(ServerId other) {
        return new ServerConfig(
                section, other, ip, ssh, user, replicationUser, flags, binlogDirs, remoteWorkdir, pidFile, label);
    }

    /** An account with its password. */
    public record Account(String name, Secret password) {}

    /** How a host is reached over SSH. */
    public record Ssh(
            String host,
            String ip,
            int port,
            String user,
            String options,
            Optional<Path> keyFile,
            Path knownHosts,
            boolean acceptNewHosts,
            int timeoutSeconds) {}

    /** What the operator says about the server. */
    public record Flags(
            boolean candidate,
            boolean never,
            boolean ignoreFail,
            boolean skipSshCheck,
            boolean skipReset,
            boolean checksDelay,
            boolean latestPriority,
            boolean multiTier,
            boolean disableLogBin,
            boolean goesOver) {}
}

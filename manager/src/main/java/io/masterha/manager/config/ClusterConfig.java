package io.masterha.manager.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A whole configuration.
 *
 * @param application base name of the file without its last extension
 * @param file the application's file
 * @param servers in MHA's order, which decides ties
 * @param binlogServers hosts with copies of the source's binary log; the name of each is that of its block
 * @param withoutEffect keys that are set and have no effect here yet
 * @param exposed files with passwords that everybody on this machine can read
 */
public record ClusterConfig(
        String application,
        Path file,
        Settings settings,
        List<ServerConfig> servers,
        List<ServerConfig> binlogServers,
        List<String> withoutEffect,
        List<Path> exposed) {
    public ClusterConfig {
        servers = List.copyOf(servers);
        binlogServers = List.copyOf(binlogServers);
        withoutEffect = List.copyOf(withoutEffect);
        exposed = List.copyOf(exposed);
    }

    /** A line that begins with a server, with the server's {@code node_label} behind its name. */
    public String labelled(String line) {
        for (ServerConfig server : servers) {
            String name = server.id() + ": ";
            if (!server.label().isEmpty() && line.startsWith(name)) {
                return server.id() + " (" + server.label() + "): " + line.substring(name.length());
            }
        }
        return line;
    }

    /** What the operator should know about the keys that are set, and about their files. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(ignored());
        exposed.forEach(path ->
                warnings.add(path + " holds passwords, and everybody on this machine can read it: chmod o-r " + path));
        List<String> unlogged = servers.stream()
                .filter(server -> server.flags().disableLogBin())
                .map(server -> server.id().toString())
                .toList();
        if (!unlogged.isEmpty()) {
            warnings.add("disable_log_bin=1 on " + String.join(", ", unlogged)
                    + ": what a failover by position applies there from saved logs will not be in its binary log;"
                    + " replicas behind it, and whoever restores from that log, will lack it");
        }
        return warnings;
    }

    /** A sentence for each key that is set and has no effect. */
    public List<String> ignored() {
        return withoutEffect.stream()
                .map(key -> key + " is set and has no effect"
                        + ConfigKey.named(key).map(k -> ": " + k.effect()).orElse(" here"))
                .toList();
    }

    /**
     * What holds for the application as a whole.
     *
     * @param scriptPasswords argv or file; empty if the name of each script decides
     */
    public record Settings(
            Path workdir,
            Optional<Path> log,
            int pingSeconds,
            String pingType,
            WatchSettings watch,
            String logLevel,
            String election,
            String rejoin,
            String fence,
            String loss,
            String quorum,
            boolean checkFilter,
            boolean installNode,
            int scriptSeconds,
            String scriptPasswords,
            Scripts scripts) {}

    /** The operator's scripts; empty text where there is none. */
    public record Scripts(
            String secondaryCheck, String ipFailover, String ipOnlineChange, String shutdown, String report) {}
}

package io.masterha.manager.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A whole configuration.
 *
 * @param application base name of the file without its last extension
 * @param file the application's file
 * @param servers in MHA's order, which decides ties
 * @param withoutEffect keys that are set and have no effect here yet
 */
public record ClusterConfig(
        String application, Path file, Settings settings, List<ServerConfig> servers, List<String> withoutEffect) {
    public ClusterConfig {
        servers = List.copyOf(servers);
        withoutEffect = List.copyOf(withoutEffect);
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
            String election,
            boolean checkFilter,
            boolean installNode,
            int scriptSeconds,
            String scriptPasswords,
            Scripts scripts) {}

    /** The operator's scripts; empty text where there is none. */
    public record Scripts(
            String secondaryCheck, String ipFailover, String ipOnlineChange, String shutdown, String report) {}
}

package io.masterha.manager.cli.status;

import io.masterha.binlog.Problem;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a manager shows what it does.
 *
 * @param log its log file; empty if it is standard output, or unknown
 * @param pingSeconds how often it looks at the source; MHA's default if unknown
 */
record StatusPlace(String application, Path workdir, Optional<Path> log, int pingSeconds) {
    private static final Path CONFIGURATIONS = Path.of("/usr/local/masterha/conf");
    private static final int USUAL_PING = 3;

    /** The place that the options name; a configuration is read only where they do not say it. */
    static StatusPlace of(StatusOptions options) {
        if (options.conf == null && options.workdir.isPresent()) {
            return new StatusPlace(options.application.orElseThrow(), options.workdir.get(), options.log, USUAL_PING);
        }
        Path file = Optional.ofNullable(options.conf)
                .orElseGet(() -> CONFIGURATIONS.resolve(options.application.orElseThrow() + ".cnf"));
        ClusterConfig config = Startup.configWithoutAddresses(file, options);
        return new StatusPlace(
                options.application.orElse(config.application()),
                options.workdir.orElse(config.settings().workdir()),
                options.log.or(() -> config.settings().log()),
                config.settings().pingSeconds());
    }

    /** The places of all applications that daemontools look after. */
    static List<StatusPlace> all(StatusOptions options, Path services) {
        try (Stream<Path> directories = Files.list(services)) {
            return directories
                    .map(directory -> String.valueOf(directory.getFileName()))
                    .filter(name -> name.startsWith("masterha_"))
                    .map(name -> name.substring("masterha_".length()))
                    .sorted()
                    .map(name -> named(name, options))
                    .toList();
        } catch (IOException e) {
            throw Problem.of(ManagerError.STATUS_UNREADABLE, services + ": its directories cannot be listed")
                    .why(String.valueOf(e))
                    .next("--all is for daemontools; else ask for each application with --conf=FILE or --app=NAME")
                    .causedBy(e);
        }
    }

    private static StatusPlace named(String application, StatusOptions options) {
        Optional<Path> log =
                options.baseLog.map(base -> base.resolve(application).resolve(application + ".log"));
        if (options.baseDir.isPresent()) {
            return new StatusPlace(application, options.baseDir.get().resolve(application), log, USUAL_PING);
        }
        ClusterConfig config = Startup.configWithoutAddresses(CONFIGURATIONS.resolve(application + ".cnf"), options);
        return new StatusPlace(
                ConfigReader.application(config.file()),
                config.settings().workdir(),
                log.or(() -> config.settings().log()),
                config.settings().pingSeconds());
    }
}

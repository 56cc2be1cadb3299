package io.masterha.manager.cli.status;

import io.masterha.manager.cli.start.CommonOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Options of masterha-check-status and masterha-stop. */
@SuppressWarnings("NullAway.Init")
public final class StatusOptions extends CommonOptions {
    @Option(
            names = {"--app"},
            paramLabel = "NAME",
            description = "Name of the application; without --conf its file is /usr/local/masterha/conf/NAME.cnf.")
    Optional<String> application = Optional.empty();

    @Option(
            names = {"--ping_limit"},
            paramLabel = "SECONDS",
            description = "masterha-check-status: a status older than this is TIMESTAMP_OLD"
                    + " (default: 10, or two ping intervals if that is longer).")
    OptionalInt pingLimit = OptionalInt.empty();

    @Option(
            names = {"--abort"},
            description = "masterha-stop: also during a failover, and kill the manager if it does not end in time.")
    boolean abort;

    @Option(
            names = {"--abort_timeout"},
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "masterha-stop: how long the manager may take to end (default: ${DEFAULT-VALUE}).")
    int abortTimeout;

    @Option(
            names = {"--all"},
            description = "Every application that has a directory masterha_NAME in /service, as of daemontools.")
    public boolean all;

    @Option(
            names = {"--basedir"},
            paramLabel = "DIR",
            description = "--all: the work directory of an application is DIR/NAME.")
    public Optional<Path> baseDir = Optional.empty();

    @Option(
            names = {"--baselog"},
            paramLabel = "DIR",
            description = "--all: the log of an application is DIR/NAME/NAME.log.")
    Optional<Path> baseLog = Optional.empty();

    @Override
    public Optional<String> missing() {
        return conf == null && application.isEmpty() && !all
                ? Optional.of("--conf=FILE, --app=NAME or --all")
                : Optional.empty();
    }
}

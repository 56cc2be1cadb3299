package io.masterha.manager.cli;

import io.masterha.manager.cli.start.CommonOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of masterha-secondary-check: what {@code secondary_check_script} is called with, and where to look from. */
@SuppressWarnings("NullAway.Init")
final class RouteOptions extends CommonOptions {
    @Option(
            names = {"--secondary_host", "-s"},
            paramLabel = "HOST",
            description = "A host to look from; may be given several times.")
    List<String> hosts = new ArrayList<>();

    @Option(
            names = {"--user"},
            paramLabel = "USER",
            defaultValue = "root",
            description = "Its SSH account (default: ${DEFAULT-VALUE}).")
    String user;

    @Option(
            names = {"--port"},
            paramLabel = "PORT",
            defaultValue = "22",
            description = "Its SSH port (default: ${DEFAULT-VALUE}).")
    int port;

    @Option(
            names = {"--options"},
            paramLabel = "\"OPTION...\"",
            description = "OpenSSH options, as in ssh_options; VAR_CONNECT_TIMEOUT in them is the timeout.")
    String sshOptions = "";

    @Option(
            names = {"--master_host"},
            paramLabel = "HOST",
            description = "The source.")
    Optional<String> masterHost = Optional.empty();

    @Option(
            names = {"--master_ip"},
            paramLabel = "ADDRESS",
            description = "Its address; it is preferred to the name (MHA ignores it).")
    Optional<String> masterIp = Optional.empty();

    @Option(
            names = {"--master_port"},
            paramLabel = "PORT",
            defaultValue = "3306",
            description = "Its port (default: ${DEFAULT-VALUE}).")
    int masterPort;

    @Option(
            names = {"--master_user"},
            paramLabel = "USER",
            description = "With --ping_type=INSERT: account that writes.")
    String masterUser = "root";

    @Option(
            names = {"--master_password"},
            paramLabel = "PASSWORD",
            description = "With --ping_type=INSERT: its password, which everybody on this machine can then read.")
    String masterPassword = "";

    @Option(
            names = {"--master_password_file"},
            paramLabel = "FILE",
            description = "With --ping_type=INSERT: file with the password.")
    Optional<Path> masterPasswordFile = Optional.empty();

    @Option(
            names = {"--ping_type"},
            paramLabel = "TYPE",
            description = "INSERT: a host counts only if the source can be written to from there.")
    String pingType = "";

    @Option(
            names = {"--timeout"},
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "Limit of the login, and of the connection to the source (default: ${DEFAULT-VALUE}).")
    int timeout;

    @Override
    public Optional<String> missing() {
        return masterHost.isEmpty() ? Optional.of("--master_host=HOST") : Optional.empty();
    }
}

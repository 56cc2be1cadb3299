package io.masterha.manager.cli;

import io.masterha.binlog.Problem;
import io.masterha.manager.adapter.ssh.OtherRoutes;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.Names;
import io.masterha.manager.cli.start.Quiet;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** masterha-secondary-check: asks other hosts whether they reach the source; the first that knows decides, as in MHA. */
final class SecondaryCheck {
    private static final int NOBODY_REACHES_IT = 0;
    private static final int A_HOST_IS_UNUSABLE = 2;
    private static final int SOMEBODY_REACHES_IT = 3;

    private SecondaryCheck() {}

    static int run(RouteOptions options) {
        Duration limit = Duration.ofSeconds(Math.max(1, options.timeout));
        String ssh = options.sshOptions.replace("VAR_CONNECT_TIMEOUT", String.valueOf(limit.toSeconds()));
        OtherRoutes.Login login = new OtherRoutes.Login(options.user, options.port, ssh);
        String source = options.masterHost.orElseThrow();
        OtherRoutes.Server server = new OtherRoutes.Server(options.masterIp.orElse(source), options.masterPort);
        List<OtherRoutes.Host> hosts = new ArrayList<>();
        for (String host : options.hosts) {
            Optional<String> address = new Names().resolve(host);
            if (address.isEmpty()) {
                System.out.println(host + " cannot be resolved: it proves nothing.");
                return A_HOST_IS_UNUSABLE;
            }
            hosts.add(new OtherRoutes.Host(host, address.get()));
        }
        OtherRoutes routes = new OtherRoutes(login, limit, new Quiet());
        return verdict(routes.ask(hosts, server, writer(options)), source + ":" + options.masterPort);
    }

    static int verdict(List<OtherRoutes.Answer> answers, String source) {
        for (OtherRoutes.Answer answer : answers) {
            switch (answer.sight()) {
                case REACHES -> {
                    System.out.println("Master " + source + " is reachable from " + answer.host() + "!");
                    return SOMEBODY_REACHES_IT;
                }
                case UNUSABLE -> {
                    System.out.println("Monitoring server " + answer.host() + " is NOT reachable: " + answer.detail());
                    return A_HOST_IS_UNUSABLE;
                }
                case DOES_NOT_REACH, CANNOT_WRITE ->
                    System.out.println("Monitoring server " + answer.host() + " is reachable, Master is not reachable"
                            + " from " + answer.host() + " (" + answer.detail() + "). OK.");
            }
        }
        if (!answers.isEmpty()) {
            System.out.println("Master is not reachable from all other monitoring servers.");
        }
        return NOBODY_REACHES_IT;
    }

    private static Optional<OtherRoutes.Account> writer(RouteOptions options) {
        if (!options.pingType.equals("INSERT")) {
            return Optional.empty();
        }
        String password = options.masterPasswordFile.map(SecondaryCheck::read).orElse(options.masterPassword);
        return Optional.of(new OtherRoutes.Account(options.masterUser, password));
    }

    private static String read(java.nio.file.Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw Problem.of(ManagerError.WORKDIR_UNUSABLE, file + ": the password cannot be read")
                    .why(String.valueOf(e))
                    .next("give a readable file with --master_password_file")
                    .causedBy(e);
        }
    }
}

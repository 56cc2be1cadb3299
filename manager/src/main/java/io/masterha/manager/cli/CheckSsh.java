package io.masterha.manager.cli;

import io.masterha.binlog.Problem;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.config.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;

/** masterha-check-ssh: the manager reaches every host, with its host key verified; hosts need not reach each other. */
final class CheckSsh {
    private CheckSsh() {}

    static int run(ManagerOptions options) {
        ClusterConfig config = Startup.config(options);
        Path workdir = Startup.workdir(options, config);
        int failures = 0;
        try (Wiring wiring = Wiring.of(config, Startup.home(), Startup.journal(workdir, config), new Quiet())) {
            for (ServerConfig server : config.servers()) {
                try {
                    Duration limit = Duration.ofSeconds(server.ssh().timeoutSeconds());
                    wiring.hosts().check(server.id(), limit);
                    String tools = options.installNode
                            ? ", node commands " + wiring.world().nodes().prepare(server.id())
                            : "";
                    System.out.println(server.id() + ": ok" + tools);
                } catch (Problem problem) {
                    failures++;
                    System.out.println(server.id() + ": " + problem.sentence());
                }
            }
        }
        System.out.println(
                failures == 0 ? "All SSH connection tests passed successfully." : failures + " host(s) failed");
        return failures == 0 ? 0 : 1;
    }
}

package io.masterha.manager.cli;

import io.masterha.binlog.Problem;
import io.masterha.manager.adapter.ssh.SshPairs;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.start.Quiet;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.cli.workdir.Journals;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.config.ServerConfig;
import io.masterha.manager.topology.ServerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * masterha-check-ssh: the manager reaches every host, with its host key verified, all at once.
 *
 * <p>Files go through the manager, so hosts need not reach each other; MHA's test of all pairs is there on demand.
 */
final class CheckSsh {
    /** What one host said: sentences about what works, and about what does not. */
    private record Answer(List<String> works, List<String> fails) {}

    private CheckSsh() {}

    static int run(ManagerOptions options) {
        ClusterConfig config = Startup.config(options);
        Path workdir = Startup.workdir(options, config);
        List<ServerConfig> servers = Stream.concat(config.servers().stream(), config.binlogServers().stream())
                .filter(s -> !s.flags().skipSshCheck())
                .toList();
        try (Wiring wiring = Wiring.of(config, Startup.home(), Journals.FAILOVER.next(workdir, config), new Quiet())) {
            List<Callable<Answer>> jobs = new ArrayList<>();
            for (ServerConfig server : servers) {
                jobs.add(() -> ask(wiring, server, others(server, servers), options));
            }
            List<Answer> answers = wiring.world().workers().all(jobs);
            answers.forEach(answer -> {
                answer.works().forEach(System.out::println);
                answer.fails().forEach(System.out::println);
            });
            int failures = answers.stream().mapToInt(a -> a.fails().size()).sum();
            System.out.println(
                    failures == 0 ? "All SSH connection tests passed successfully." : failures + " test(s) failed");
            return failures == 0 ? 0 : 1;
        }
    }

    private static Answer ask(Wiring wiring, ServerConfig server, List<ServerId> others, ManagerOptions options) {
        Answer answer = new Answer(new ArrayList<>(), new ArrayList<>());
        Duration limit = Duration.ofSeconds(server.ssh().timeoutSeconds());
        try {
            wiring.hosts().check(server.id(), limit);
            String tools = options.installNode
                    ? ", node commands " + wiring.world().nodes().prepare(server.id())
                    : "";
            answer.works().add(server.id() + ": ok" + tools);
            if (options.allPairs) {
                answer.fails().addAll(new SshPairs(wiring.hosts()).failures(server.id(), others, limit));
                if (answer.fails().isEmpty()) {
                    answer.works().add(server.id() + ": ok to " + others);
                }
            }
        } catch (Problem problem) {
            answer.fails().add(server.id() + ": " + problem.sentence());
        }
        return answer;
    }

    /** Every other host once, though several servers may be on it. */
    private static List<ServerId> others(ServerConfig server, List<ServerConfig> all) {
        Map<String, ServerId> hosts = new LinkedHashMap<>();
        for (ServerConfig other : all) {
            hosts.putIfAbsent(host(other), other.id());
        }
        hosts.remove(host(server));
        return List.copyOf(hosts.values());
    }

    private static String host(ServerConfig server) {
        return server.ssh().ip() + ":" + server.ssh().port();
    }
}

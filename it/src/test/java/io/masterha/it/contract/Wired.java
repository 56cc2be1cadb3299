package io.masterha.it.contract;

import io.masterha.binlog.node.LocalServer;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Repository;
import io.masterha.manager.adapter.SystemTime;
import io.masterha.manager.adapter.jdbc.DatabaseLogin;
import io.masterha.manager.adapter.jdbc.DatabaseTarget;
import io.masterha.manager.adapter.jdbc.JdbcLimits;
import io.masterha.manager.adapter.jdbc.JdbcServers;
import io.masterha.manager.adapter.jdbc.JdbcWitnesses;
import io.masterha.manager.adapter.ssh.NodeSettings;
import io.masterha.manager.adapter.ssh.SshHosts;
import io.masterha.manager.adapter.ssh.SshNodeTools;
import io.masterha.manager.adapter.ssh.SshOptions;
import io.masterha.manager.adapter.ssh.SshPolicy;
import io.masterha.manager.adapter.ssh.SshTarget;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The real adapters, wired to a lab. */
final class Wired implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(10);
    static final DatabaseLogin ADMIN = new DatabaseLogin("admin", "adminpw");
    private static final DatabaseLogin REPLICATION = new DatabaseLogin("repl", "replpw");

    private final Lab lab;
    private final Path keys;
    final JdbcServers servers;
    final SshHosts hosts;
    final List<String> told = new CopyOnWriteArrayList<>();

    Wired(Lab lab, Path keys) throws IOException {
        this.lab = lab;
        this.keys = keys;
        lab.writeKey(keys);
        this.servers = serversAs(ADMIN);
        this.hosts = hosts(lab.writeKnownHosts(keys), false);
    }

    static ServerId id(LabHost host) {
        return new ServerId(host.address(), 3306);
    }

    private List<DatabaseTarget> targets(DatabaseLogin login) {
        return lab.hosts().stream()
                .map(h -> new DatabaseTarget(id(h), h.address(), login, Optional.of(REPLICATION)))
                .toList();
    }

    JdbcWitnesses witnesses() {
        return new JdbcWitnesses(targets(ADMIN));
    }

    JdbcServers serversAs(DatabaseLogin login) {
        return new JdbcServers(
                targets(login), new JdbcLimits(Duration.ofSeconds(4), Duration.ofSeconds(5)), new SystemTime());
    }

    SshHosts hosts(Path knownHosts, boolean acceptsNew) {
        SshOptions options = SshOptions.parse("-i " + keys.resolve("id_lab"));
        List<SshTarget> targets = lab.hosts().stream()
                .map(h -> new SshTarget(id(h), h.address(), h.name(), h.address(), 22, "root", options))
                .toList();
        SshPolicy policy = new SshPolicy(acceptsNew, knownHosts, Duration.ofSeconds(5));
        return new SshHosts(targets, policy, servers::filesOf, story());
    }

    SshNodeTools nodes() {
        NodeSettings settings = new NodeSettings(
                Repository.distribution().resolve("node"),
                Repository.distribution(),
                id -> NodeSettings.USUAL_DIRECTORY,
                true,
                "contract",
                id -> new LocalServer(id.host(), id.port(), "admin", "adminpw"),
                id -> List.of(),
                0,
                "",
                false,
                id -> false,
                Duration.ofSeconds(30));
        return new SshNodeTools(hosts, settings, story());
    }

    private Story story() {
        return new Story() {
            @Override
            public void tell(String word, Optional<ServerId> server, String sentence) {
                told.add(sentence);
            }

            @Override
            public void warn(String word, Optional<ServerId> server, String sentence) {
                told.add(sentence);
            }
        };
    }

    /** How long something takes. */
    static Duration time(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        hosts.close();
        servers.close();
    }
}

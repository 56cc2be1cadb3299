package io.masterha.manager.cli.wiring;

import io.masterha.binlog.node.LocalServer;
import io.masterha.manager.adapter.SystemTime;
import io.masterha.manager.adapter.file.FileJournalStore;
import io.masterha.manager.adapter.jdbc.DatabaseLogin;
import io.masterha.manager.adapter.jdbc.DatabaseTarget;
import io.masterha.manager.adapter.jdbc.JdbcLimits;
import io.masterha.manager.adapter.jdbc.JdbcServers;
import io.masterha.manager.adapter.jdbc.JdbcWitnesses;
import io.masterha.manager.adapter.process.ProcessHooks;
import io.masterha.manager.adapter.process.ScriptPasswords;
import io.masterha.manager.adapter.ssh.NodeSettings;
import io.masterha.manager.adapter.ssh.SshHosts;
import io.masterha.manager.adapter.ssh.SshNodeTools;
import io.masterha.manager.adapter.ssh.SshOptions;
import io.masterha.manager.adapter.ssh.SshPolicy;
import io.masterha.manager.adapter.ssh.SshTarget;
import io.masterha.manager.adapter.ssh.SshWitnesses;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.config.ServerConfig;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.plan.FencePolicy;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.Story;
import io.masterha.manager.port.Time;
import io.masterha.manager.port.Witnesses;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.PromotionRule;
import io.masterha.manager.topology.ServerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds the world of one run from its configuration; the only place that constructs adapters. */
public final class Wiring implements AutoCloseable {
    public static final int WORKERS = 32;
    /** Four seconds to connect, as MHA: a loaded server is slow to answer at first. */
    private static final JdbcLimits DATABASE_LIMITS = new JdbcLimits(Duration.ofSeconds(4), Duration.ofSeconds(10));

    private static final Duration STALL = Duration.ofSeconds(60);

    private final ClusterConfig config;
    private final JdbcServers servers;
    private final SshHosts hosts;
    private final World world;
    private final Witnesses witnesses;

    private Wiring(ClusterConfig config, JdbcServers servers, SshHosts hosts, World world) {
        this.config = config;
        this.servers = servers;
        this.hosts = hosts;
        this.world = world;
        JdbcWitnesses sql = new JdbcWitnesses(databases(config));
        servers.lockOnConnectionsOf(sql);
        this.witnesses = new WiredWitnesses(sql, new SshWitnesses(hosts));
    }

    public static Wiring of(ClusterConfig config, Path home, Path journal, Story story) {
        return of(config, home, journal, story, Workers.sideBySide(WORKERS));
    }

    /** @param workers are closed with it */
    public static Wiring of(ClusterConfig config, Path home, Path journal, Story story, Workers workers) {
        Time time = new SystemTime();
        JdbcServers servers = new JdbcServers(databases(config), DATABASE_LIMITS, time);
        SshHosts hosts = new SshHosts(sshTargets(config), policy(config), servers::filesOf, story);
        SshNodeTools nodes = new SshNodeTools(hosts, nodeSettings(config, home, journal), story);
        ProcessHooks hooks = new ProcessHooks(
                scripts(config),
                hookTargets(config),
                new ProcessHooks.Settings(
                        config.file().toAbsolutePath().toString(),
                        config.settings().pingType(),
                        Duration.ofSeconds(config.settings().scriptSeconds()),
                        passwords(config),
                        home.resolve("bin").toAbsolutePath().toString(),
                        FencePolicy.named(config.settings().fence()) == FencePolicy.STRICT),
                hosts,
                story);
        Limits limits = Limits.USUAL.withPing(
                Duration.ofSeconds(config.settings().pingSeconds()),
                Duration.ofSeconds(first(config).ssh().timeoutSeconds()));
        Wiring wiring = new Wiring(
                config,
                servers,
                hosts,
                new World(servers, hosts, nodes, hooks, new FileJournalStore(journal), story, time, limits, workers));
        return wiring;
    }

    public Witnesses witnesses() {
        return witnesses;
    }

    public World world() {
        return world;
    }

    public SshHosts hosts() {
        return hosts;
    }

    public Cluster cluster() {
        List<Member> members = new ArrayList<>();
        for (ServerConfig server : config.servers()) {
            members.add(new Member(
                    server.id(),
                    server.ip(),
                    rule(server.flags()),
                    server.flags().checksDelay(),
                    server.flags().ignoreFail(),
                    server.flags().latestPriority(),
                    server.flags().multiTier(),
                    server.flags().skipReset(),
                    server.flags().goesOver()));
        }
        return new Cluster(
                config.application(),
                members,
                config.binlogServers().stream().map(ServerConfig::id).toList(),
                Optional.of(config.file().toAbsolutePath().toString()));
    }

    private static PromotionRule rule(ServerConfig.Flags flags) {
        if (flags.never()) {
            return PromotionRule.NEVER;
        }
        return flags.candidate() ? PromotionRule.PREFER : PromotionRule.NEUTRAL;
    }

    private static List<ServerConfig> withBinlogServers(ClusterConfig config) {
        return Stream.concat(config.servers().stream(), config.binlogServers().stream())
                .toList();
    }

    private static ServerConfig first(ClusterConfig config) {
        return config.servers().get(0);
    }

    public static List<DatabaseTarget> databases(ClusterConfig config) {
        List<DatabaseTarget> targets = new ArrayList<>();
        for (ServerConfig server : config.servers()) {
            targets.add(new DatabaseTarget(
                    server.id(),
                    server.ip(),
                    login(server.user()),
                    server.replicationUser().map(Wiring::login)));
        }
        return targets;
    }

    private static DatabaseLogin login(ServerConfig.Account account) {
        return new DatabaseLogin(account.name(), account.password().reveal());
    }

    private static List<SshTarget> sshTargets(ClusterConfig config) {
        List<SshTarget> targets = new ArrayList<>();
        for (ServerConfig server : withBinlogServers(config)) {
            ServerConfig.Ssh ssh = server.ssh();
            targets.add(new SshTarget(
                    server.id(), server.ip(), ssh.host(), ssh.ip(), ssh.port(), ssh.user(), options(ssh)));
        }
        return targets;
    }

    /** {@code ssh_key_file} goes before what {@code ssh_options} name. */
    private static SshOptions options(ServerConfig.Ssh ssh) {
        SshOptions given = SshOptions.parse(ssh.options());
        if (ssh.keyFile().isEmpty()) {
            return given;
        }
        List<Path> keys = new ArrayList<>(List.of(ssh.keyFile().get()));
        keys.addAll(given.identityFiles());
        return new SshOptions(
                keys,
                given.port(),
                given.strictHostKeys(),
                given.connectTimeout(),
                given.knownHosts(),
                given.withoutEffect());
    }

    private static SshPolicy policy(ClusterConfig config) {
        ServerConfig.Ssh ssh = first(config).ssh();
        return new SshPolicy(ssh.acceptNewHosts(), ssh.knownHosts(), Duration.ofSeconds(ssh.timeoutSeconds()));
    }

    private static NodeSettings nodeSettings(ClusterConfig config, Path home, Path journal) {
        Map<ServerId, ServerConfig> byId = byId(config);
        String run = String.valueOf(journal.getFileName()).replaceFirst("\\.jsonl$", "");
        return new NodeSettings(
                home.resolve("node"),
                journal.toAbsolutePath().resolveSibling(""),
                id -> server(byId, id).remoteWorkdir() + "/masterha",
                config.settings().installNode(),
                run,
                id -> local(server(byId, id)),
                id -> server(byId, id).binlogDirs(),
                0,
                "",
                false,
                id -> server(byId, id).flags().disableLogBin(),
                STALL);
    }

    /** The server's own address: it may not listen on 127.0.0.1. */
    private static LocalServer local(ServerConfig server) {
        return new LocalServer(
                server.ip(),
                server.id().port(),
                server.user().name(),
                server.user().password().reveal());
    }

    private static ProcessHooks.Scripts scripts(ClusterConfig config) {
        ClusterConfig.Scripts scripts = config.settings().scripts();
        return new ProcessHooks.Scripts(
                scripts.secondaryCheck(),
                scripts.ipFailover(),
                scripts.ipOnlineChange(),
                scripts.shutdown(),
                scripts.report());
    }

    private static Map<ServerId, ProcessHooks.Target> hookTargets(ClusterConfig config) {
        Map<ServerId, ProcessHooks.Target> targets = new HashMap<>();
        for (ServerConfig server : config.servers()) {
            targets.put(
                    server.id(),
                    new ProcessHooks.Target(
                            server.ip(),
                            server.ssh().host(),
                            server.ssh().ip(),
                            server.ssh().port(),
                            server.ssh().user(),
                            sshClientOptions(server.ssh()),
                            server.user().name(),
                            server.user().password().reveal(),
                            server.pidFile()));
        }
        return targets;
    }

    private static ScriptPasswords passwords(ClusterConfig config) {
        return switch (config.settings().scriptPasswords()) {
            case "argv" -> ScriptPasswords.ARGV;
            case "file" -> ScriptPasswords.FILE;
            default -> ScriptPasswords.BY_NAME;
        };
    }

    /** {@code ssh_options}, and our own keys in the words of an OpenSSH client: scripts use one. */
    static String sshClientOptions(ServerConfig.Ssh ssh) {
        List<String> words = new ArrayList<>();
        if (!ssh.options().isEmpty()) {
            words.add(ssh.options());
        }
        ssh.keyFile().ifPresent(key -> words.add("-i " + key));
        Path usual = Path.of(System.getProperty("user.home", "/")).resolve(".ssh/known_hosts");
        if (!ssh.knownHosts().equals(usual)) {
            words.add("-o UserKnownHostsFile=" + ssh.knownHosts());
        }
        if (ssh.acceptNewHosts()) {
            words.add("-o StrictHostKeyChecking=accept-new");
        }
        return String.join(" ", words);
    }

    private static Map<ServerId, ServerConfig> byId(ClusterConfig config) {
        Map<ServerId, ServerConfig> byId = new HashMap<>();
        withBinlogServers(config).forEach(server -> byId.put(server.id(), server));
        return byId;
    }

    private static ServerConfig server(Map<ServerId, ServerConfig> byId, ServerId id) {
        return Optional.ofNullable(byId.get(id)).orElseThrow();
    }

    @Override
    public void close() {
        world.workers().close();
        witnesses.close();
        hosts.close();
        servers.close();
    }
}

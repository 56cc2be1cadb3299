package io.masterha.manager.config;

import io.masterha.binlog.Problem;
import io.masterha.manager.config.ServerConfig.Account;
import io.masterha.manager.config.ServerConfig.Flags;
import io.masterha.manager.config.ServerConfig.Ssh;
import io.masterha.manager.topology.ServerId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns configuration files into records; collects every problem with file, line, key and what would be right. */
public final class ConfigReader {
    private static final String DEFAULTS = "server default";
    private static final Pattern BLOCK = Pattern.compile("(server|binlog)\\S+");
    private static final Pattern NUMBERED = Pattern.compile("server\\D*(\\d{1,9})");

    private final Resolver resolver;
    private final String managerUser;
    private final Path home;
    private final List<String> problems = new ArrayList<>();
    private final TreeSet<String> withoutEffect = new TreeSet<>();

    /** Looks a host name up. */
    public interface Resolver {
        /** The first address; empty if the name is unknown or the look-up takes too long. */
        Optional<String> resolve(String host);
    }

    /**
     * @param managerUser operating system user of the manager, the default of {@code ssh_user}
     * @param home its home directory, for keys and known_hosts
     */
    public ConfigReader(Resolver resolver, String managerUser, Path home) {
        this.resolver = resolver;
        this.managerUser = managerUser;
        this.home = home;
    }

    /**
     * Reads an application's file over the global one.
     *
     * @param global file with {@code [server default]} for all applications; need not exist
     * @throws Problem that lists everything that is wrong
     */
    public ClusterConfig read(Path file, Path global) {
        Values globalValues = new Values(Optional.empty());
        if (Files.exists(global)) {
            collect(CnfFile.read(global), Map.of(DEFAULTS, globalValues));
        }
        CnfFile cnf = CnfFile.read(file);
        Values defaults = new Values(Optional.of(globalValues));
        Map<String, Values> sections = new LinkedHashMap<>();
        for (String section : cnf.sections()) {
            if (section.equals(DEFAULTS)) {
                sections.put(section, defaults);
            } else if (BLOCK.matcher(section).matches()) {
                sections.put(section, new Values(Optional.of(defaults)));
            } else {
                problems.add(file + ": [" + section
                        + "] is not a section; right would be [server default], [server1] or" + " [binlog1]");
            }
        }
        collect(cnf, sections);
        List<ServerConfig> servers = servers(file, sections);
        if (!problems.isEmpty()) {
            throw Problem.of(ConfigError.CONFIG_INVALID, file + ": " + problems.size() + " problem(s)")
                    .why(String.join("\n  ", problems))
                    .next("mend the lines above; docs/configuration.md lists every key");
        }
        return new ClusterConfig(
                application(file), file, settings(servers, sections, defaults), servers, List.copyOf(withoutEffect));
    }

    /** Base name of a file without its last extension: {@code app1} of {@code /etc/masterha/app1.cnf}. */
    public static String application(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private void collect(CnfFile file, Map<String, Values> sections) {
        for (CnfFile.BadLine bad : file.badLines()) {
            problems.add(file.path() + ":" + bad.line() + ": neither [section] nor key=value: " + bad.text());
        }
        for (CnfFile.Entry entry : file.entries()) {
            Optional<Values> target = Optional.ofNullable(sections.get(entry.section()));
            Optional<ConfigKey> key = ConfigKey.named(entry.key());
            String where = file.path() + ":" + entry.line() + ": ";
            if (key.isEmpty()) {
                problems.add(where + "unknown key " + entry.key() + similar(entry.key()));
            } else if (key.get().scope() == ConfigKey.Scope.BLOCK
                    && entry.section().equals(DEFAULTS)) {
                problems.add(where + entry.key() + " belongs into the block of a server");
            } else if (!entry.value().isEmpty() && !key.get().type().accepts(entry.value())) {
                problems.add(where + entry.key() + "=" + shown(key.get(), entry.value()) + ": right would be "
                        + key.get().type().expected());
            } else if (target.isPresent()) {
                target.get().set(key.get(), entry.value());
                if (!key.get().works()) {
                    withoutEffect.add(entry.key());
                }
            }
        }
    }

    private static String shown(ConfigKey key, String value) {
        return key.type() == ConfigKey.Type.SECRET ? "***" : value;
    }

    private static String similar(String unknown) {
        return Arrays.stream(ConfigKey.values())
                .map(ConfigKey::key)
                .filter(key -> key.startsWith(unknown.substring(0, Math.min(4, unknown.length()))))
                .findFirst()
                .map(key -> "; did you mean " + key + "?")
                .orElse("");
    }

    private List<ServerConfig> servers(Path file, Map<String, Values> sections) {
        List<String> names = new ArrayList<>(sections.keySet().stream()
                .filter(name -> name.startsWith("server") && !name.equals(DEFAULTS))
                .toList());
        boolean allNumbered =
                names.stream().allMatch(name -> NUMBERED.matcher(name).matches());
        names.sort(allNumbered ? Comparator.comparing(ConfigReader::number) : Comparator.naturalOrder());
        if (names.isEmpty()) {
            problems.add(file + ": there is no server; right would be blocks [server1], [server2] with hostname=");
        }
        List<ServerConfig> servers = new ArrayList<>();
        Map<String, String> owners = new HashMap<>();
        for (String name : names) {
            Values values = Optional.ofNullable(sections.get(name)).orElseThrow();
            Optional<String> hostname = values.get(ConfigKey.HOSTNAME);
            if (hostname.isEmpty()) {
                problems.add(file + ": [" + name + "] has no hostname");
                continue;
            }
            Optional<String> ip = values.get(ConfigKey.IP).or(() -> resolver.resolve(hostname.get()));
            if (ip.isEmpty()) {
                problems.add(file + ": [" + name + "] hostname=" + hostname.get()
                        + " cannot be resolved; right would be a name that the resolver knows, or ip=");
                continue;
            }
            ServerId id = new ServerId(hostname.get(), values.number(ConfigKey.PORT, 3306));
            String other = owners.put(ip.get() + ":" + id.port(), name);
            if (other != null) {
                problems.add(file + ": [" + other + "] and [" + name + "] have the same address " + ip.get() + ":"
                        + id.port());
            }
            servers.add(server(name, id, ip.get(), values));
        }
        return servers;
    }

    private static long number(String name) {
        Matcher matcher = NUMBERED.matcher(name);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private ServerConfig server(String section, ServerId id, String ip, Values values) {
        Optional<Account> replication = values.get(ConfigKey.REPL_USER)
                .map(name -> new Account(name, new Secret(values.text(ConfigKey.REPL_PASSWORD, ""))));
        return new ServerConfig(
                section,
                id,
                ip,
                ssh(id, ip, values),
                new Account(values.text(ConfigKey.USER, "root"), new Secret(values.text(ConfigKey.PASSWORD, ""))),
                replication,
                new Flags(
                        values.flag(ConfigKey.CANDIDATE_MASTER, false),
                        values.flag(ConfigKey.NO_MASTER, false),
                        values.flag(ConfigKey.IGNORE_FAIL, false),
                        values.flag(ConfigKey.SKIP_INIT_SSH_CHECK, false),
                        values.flag(ConfigKey.SKIP_RESET_SLAVE, false),
                        values.flag(ConfigKey.CHECK_REPL_DELAY, true)),
                List.of(values.text(ConfigKey.MASTER_BINLOG_DIR, "/var/lib/mysql,/var/log/mysql")
                        .replaceAll("\\s", "")
                        .split(",")),
                values.text(ConfigKey.REMOTE_WORKDIR, "/var/tmp"),
                values.text(ConfigKey.MASTER_PID_FILE, ""));
    }

    private Ssh ssh(ServerId id, String ip, Values values) {
        String host = values.text(ConfigKey.SSH_HOST, id.host());
        String sshIp = values.get(ConfigKey.SSH_IP)
                .or(() -> host.equals(id.host()) ? Optional.of(ip) : resolver.resolve(host))
                .orElse(ip);
        return new Ssh(
                host,
                sshIp,
                values.number(ConfigKey.SSH_PORT, 22),
                values.text(ConfigKey.SSH_USER, managerUser),
                values.text(ConfigKey.SSH_OPTIONS, ""),
                values.get(ConfigKey.SSH_KEY_FILE).map(Path::of),
                values.get(ConfigKey.SSH_KNOWN_HOSTS).map(Path::of).orElse(home.resolve(".ssh/known_hosts")),
                values.text(ConfigKey.SSH_HOST_KEY_POLICY, "strict").equals("accept_new"),
                values.number(ConfigKey.SSH_CONNECTION_TIMEOUT, 5));
    }

    /** MHA takes what holds for the application from the first server. */
    private static ClusterConfig.Settings settings(
            List<ServerConfig> servers, Map<String, Values> sections, Values defaults) {
        Values values = servers.stream()
                .findFirst()
                .map(first -> sections.get(first.section()))
                .orElse(defaults);
        return new ClusterConfig.Settings(
                Path.of(values.text(ConfigKey.MANAGER_WORKDIR, "/var/tmp")),
                values.get(ConfigKey.MANAGER_LOG).map(Path::of),
                values.number(ConfigKey.PING_INTERVAL, 3),
                values.text(ConfigKey.PING_TYPE, "SELECT").toUpperCase(java.util.Locale.ROOT),
                values.flag(ConfigKey.LATEST_PRIORITY, true),
                values.flag(ConfigKey.CHECK_REPL_FILTER, true),
                values.text(ConfigKey.NODE_INSTALL, "auto").equals("auto"),
                values.number(ConfigKey.SCRIPT_TIMEOUT, 60),
                new ClusterConfig.Scripts(
                        values.text(ConfigKey.SECONDARY_CHECK_SCRIPT, ""),
                        values.text(ConfigKey.MASTER_IP_FAILOVER_SCRIPT, ""),
                        values.text(ConfigKey.SHUTDOWN_SCRIPT, ""),
                        values.text(ConfigKey.REPORT_SCRIPT, "")));
    }
}

package io.masterha.manager.config;

import io.masterha.binlog.Problem;
import io.masterha.manager.plan.FencePolicy;
import io.masterha.manager.plan.QuorumPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Turns configuration files into records; collects every problem with file, line, key and what would be right. */
public final class ConfigReader {
    private static final String DEFAULTS = "server default";
    private static final Pattern BLOCK = Pattern.compile("(server|binlog)\\S+");

    private final Resolver resolver;
    private final LoadScript loadScript;
    private final String managerUser;
    private final Path home;
    private final List<Path> exposed = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final TreeSet<String> withoutEffect = new TreeSet<>();

    /** Looks a host name up. */
    public interface Resolver {
        /** The first address; empty if the name is unknown or the look-up takes too long. */
        Optional<String> resolve(String host);

        /** Many of them: one after the other, where there is no better way. */
        default Map<String, Optional<String>> resolveAll(Collection<String> hosts) {
            Map<String, Optional<String>> addresses = new LinkedHashMap<>();
            hosts.forEach(host -> addresses.put(host, resolve(host)));
            return addresses;
        }
    }

    /** Runs {@code init_conf_load_script}. */
    public interface LoadScript {
        /**
         * The lines that the command prints.
         *
         * @throws Problem if it does not end in time, or fails without a line
         */
        List<String> lines(String command, int seconds);
    }

    /**
     * @param managerUser operating system user of the manager, the default of {@code ssh_user}
     * @param home its home directory, for keys and known_hosts
     */
    public ConfigReader(Resolver resolver, LoadScript loadScript, String managerUser, Path home) {
        this.resolver = resolver;
        this.loadScript = loadScript;
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
                problems.add(file + ":" + cnf.lineOf(section) + ": [" + section
                        + "] is not a section; right would be [server default], [server1] or [binlog1]");
            }
        }
        collect(cnf, sections);
        defaults.get(ConfigKey.INIT_CONF_LOAD_SCRIPT).ifPresent(script -> load(script, defaults));
        ServerReader reader = new ServerReader(cnf, resolver, managerUser, home, problems);
        reader.lookUp(sections);
        List<ServerConfig> servers = reader.servers(sections);
        List<ServerConfig> binlogServers = reader.binlogServers(sections);
        if (!problems.isEmpty()) {
            throw Problem.of(ConfigError.CONFIG_INVALID, file + ": " + count(problems.size()) + " in the configuration")
                    .why(String.join("\n        ", problems))
                    .next("mend the lines above; docs/configuration.md lists every key");
        }
        Values first =
                Optional.ofNullable(sections.get(servers.get(0).section())).orElseThrow();
        return new ClusterConfig(
                application(file), file, settings(first), servers, binlogServers, List.copyOf(withoutEffect), exposed);
    }

    /** Base name of a file without its last extension: {@code app1} of {@code /etc/masterha/app1.cnf}. */
    public static String application(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String count(int problems) {
        return problems == 1 ? "1 problem" : problems + " problems";
    }

    private void collect(CnfFile file, Map<String, Values> sections) {
        for (CnfFile.BadLine bad : file.badLines()) {
            // Only the first word: the rest may be a password whose equals sign was forgotten.
            String word = bad.text().split("[\\s=]", 2)[0];
            problems.add(file.path() + ":" + bad.line() + ": '" + word
                    + "' is neither a [section] nor a key=value within one");
        }
        for (CnfFile.Entry entry : file.entries()) {
            Values target = sections.get(entry.section());
            if (target == null) {
                continue;
            }
            set(target, file.path() + ":" + entry.line(), entry.section(), entry.key(), entry.value());
        }
        if (file.entries().stream().anyMatch(ConfigReader::isSecret) && isReadByAll(file.path())) {
            exposed.add(file.path());
        }
    }

    private static boolean isSecret(CnfFile.Entry entry) {
        boolean isSecret = ConfigKey.named(entry.key())
                .filter(key -> key.type() == ConfigKey.Type.SECRET)
                .isPresent();
        return isSecret && !entry.value().isEmpty();
    }

    private static boolean isReadByAll(Path path) {
        try {
            return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    private void set(Values target, String where, String section, String name, String value) {
        Optional<ConfigKey> known = ConfigKey.named(name);
        if (known.isEmpty()) {
            problems.add(where + ": unknown key " + name + similar(name));
            return;
        }
        ConfigKey key = known.get();
        String checked = key.mayBeQuoted() ? Values.unquoted(value) : value;
        if (key.scope() == ConfigKey.Scope.BLOCK && section.equals(DEFAULTS)) {
            problems.add(where + ": " + name + " belongs into the block of a server, not into [" + DEFAULTS + "]");
        } else if (!checked.isEmpty() && !key.type().accepts(checked)) {
            problems.add(where + ": " + name + "=" + shown(key, value) + "; right would be "
                    + key.type().expected());
        } else {
            target.set(key, value);
            if (!key.works() && !value.isEmpty() && !value.equals(key.byDefault())) {
                withoutEffect.add(name);
            }
        }
    }

    private static String shown(ConfigKey key, String value) {
        return key.type() == ConfigKey.Type.SECRET ? "***" : value;
    }

    private static String similar(String unknown) {
        List<String> keys =
                Arrays.stream(ConfigKey.values()).map(ConfigKey::key).toList();
        return Spelling.nearest(unknown.toLowerCase(Locale.ROOT), keys)
                .map(key -> "; did you mean " + key + "?")
                .orElse("; docs/configuration.md lists every key");
    }

    /** What the script prints goes over the application's defaults. */
    private void load(String script, Values defaults) {
        List<String> lines;
        try {
            lines = loadScript.lines(script, defaults.number(ConfigKey.SCRIPT_TIMEOUT, 60));
        } catch (Problem problem) {
            problems.add("init_conf_load_script=" + script + ": " + problem.getMessage());
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = lines.get(i).split("=", 2);
            if (parts.length > 1) {
                String where = "init_conf_load_script=" + script + ": line " + (i + 1);
                set(defaults, where, DEFAULTS, parts[0].trim(), parts[1].trim());
            }
        }
    }

    /** MHA takes what holds for the application from the first server. */
    private ClusterConfig.Settings settings(Values values) {
        return new ClusterConfig.Settings(
                values.path(ConfigKey.MANAGER_WORKDIR, home).orElse(Path.of("/var/tmp")),
                values.path(ConfigKey.MANAGER_LOG, home),
                values.number(ConfigKey.PING_INTERVAL, 3),
                values.text(ConfigKey.PING_TYPE, "SELECT").toUpperCase(Locale.ROOT),
                WatchSettings.of(values),
                values.text(ConfigKey.LOG_LEVEL, "info"),
                values.text(ConfigKey.ELECTION, "mha"),
                values.text(ConfigKey.REJOIN, "report"),
                values.text(ConfigKey.FENCE, "best_effort"),
                values.text(ConfigKey.LOSS, "accept"),
                values.text(
                        ConfigKey.QUORUM,
                        QuorumPolicy.usual(FencePolicy.named(values.text(ConfigKey.FENCE, "best_effort")))
                                .text()),
                values.flag(ConfigKey.CHECK_REPL_FILTER, true),
                values.text(ConfigKey.NODE_INSTALL, "auto").equals("auto"),
                values.number(ConfigKey.SCRIPT_TIMEOUT, 60),
                values.text(ConfigKey.SCRIPT_PASSWORDS, ""),
                new ClusterConfig.Scripts(
                        values.text(ConfigKey.SECONDARY_CHECK_SCRIPT, ""),
                        values.text(ConfigKey.MASTER_IP_FAILOVER_SCRIPT, ""),
                        values.text(ConfigKey.MASTER_IP_ONLINE_CHANGE_SCRIPT, ""),
                        values.text(ConfigKey.SHUTDOWN_SCRIPT, ""),
                        values.text(ConfigKey.REPORT_SCRIPT, "")));
    }
}

package io.masterha.manager.config;

import io.masterha.manager.config.ServerConfig.Account;
import io.masterha.manager.config.ServerConfig.Flags;
import io.masterha.manager.config.ServerConfig.Ssh;
import io.masterha.manager.topology.ServerId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the blocks of servers into records, in MHA's order, each host name looked up once. */
final class ServerReader {
    private static final Pattern NUMBERED = Pattern.compile("server\\D*(\\d{1,18})");

    private final CnfFile file;
    private final ConfigReader.Resolver resolver;
    private final String managerUser;
    private final Path home;
    private final List<String> problems;
    private final Map<String, Optional<String>> addresses = new HashMap<>();

    ServerReader(CnfFile file, ConfigReader.Resolver resolver, String managerUser, Path home, List<String> problems) {
        this.file = file;
        this.resolver = resolver;
        this.managerUser = managerUser;
        this.home = home;
        this.problems = problems;
    }

    /** All names that have no address in the file are looked up at once, before the blocks are read. */
    void lookUp(Map<String, Values> sections) {
        Set<String> names = new LinkedHashSet<>();
        sections.forEach((name, values) -> {
            Optional<String> hostname =
                    name.equals("server default") ? Optional.empty() : values.get(ConfigKey.HOSTNAME);
            hostname.filter(host -> values.get(ConfigKey.IP).isEmpty()).ifPresent(names::add);
            hostname.flatMap(host -> values.get(ConfigKey.SSH_HOST).filter(ssh -> !ssh.equals(host)))
                    .filter(ssh -> values.get(ConfigKey.SSH_IP).isEmpty())
                    .ifPresent(names::add);
        });
        addresses.putAll(resolver.resolveAll(names));
    }

    List<ServerConfig> servers(Map<String, Values> sections) {
        List<String> names = ordered(sections.keySet().stream()
                .filter(name -> name.startsWith("server") && !name.equals("server default"))
                .toList());
        if (names.isEmpty()) {
            problems.add(
                    file.path() + ": there is no server; right would be blocks [server1], [server2] with hostname=");
        }
        List<ServerConfig> servers = new ArrayList<>();
        for (String name : names) {
            Values values = Optional.ofNullable(sections.get(name)).orElseThrow();
            Optional<String> hostname = values.get(ConfigKey.HOSTNAME);
            if (hostname.isEmpty()) {
                problems.add(where(name) + " has no hostname; right would be a line hostname=");
                continue;
            }
            server(name, hostname.get(), values).ifPresent(servers::add);
        }
        requireDistinct(servers);
        return servers;
    }

    /** Hosts with copies of the source's binary log; no database server is looked for there. */
    List<ServerConfig> binlogServers(Map<String, Values> sections) {
        List<ServerConfig> found = new ArrayList<>();
        for (String name : ordered(sections.keySet().stream()
                .filter(section -> section.startsWith("binlog"))
                .toList())) {
            Values values = Optional.ofNullable(sections.get(name)).orElseThrow();
            Optional<String> hostname = values.get(ConfigKey.HOSTNAME);
            if (hostname.isEmpty()) {
                problems.add(where(name) + " has no hostname; right would be a line hostname=");
                continue;
            }
            server(name, hostname.get(), values)
                    .map(s -> s.named(new ServerId(name, 3306)))
                    .ifPresent(found::add);
        }
        return found;
    }

    /** By number if every name is {@code server}, non-digits, digits; else as text. The order decides ties everywhere. */
    static List<String> ordered(List<String> names) {
        boolean allNumbered =
                names.stream().allMatch(name -> NUMBERED.matcher(name).matches());
        Comparator<String> asText = Comparator.naturalOrder();
        return names.stream()
                .sorted(allNumbered ? Comparator.comparing(ServerReader::number).thenComparing(asText) : asText)
                .toList();
    }

    private static long number(String name) {
        Matcher matcher = NUMBERED.matcher(name);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private void requireDistinct(List<ServerConfig> servers) {
        Map<String, String> owners = new HashMap<>();
        for (ServerConfig server : servers) {
            String address = server.ip() + ":" + server.id().port();
            String other = owners.putIfAbsent(address, server.section());
            if (other == null) {
                other = owners.putIfAbsent(
                        server.id().host() + ":" + server.id().port(), server.section());
            }
            if (other != null && !other.equals(server.section())) {
                problems.add(where(server.section()) + " has the same address as [" + other + "]: " + address
                        + "; right would be one block for each server");
            }
        }
    }

    private String where(String section) {
        return file.path() + ":" + file.lineOf(section) + ": [" + section + "]";
    }

    private Optional<String> address(String section, ConfigKey key, String host) {
        Optional<String> address = addresses.computeIfAbsent(host, resolver::resolve);
        if (address.isEmpty()) {
            problems.add(where(section) + " " + key.key() + "=" + host
                    + " cannot be resolved; right would be a name that /etc/hosts or the name server knows"
                    + (key == ConfigKey.HOSTNAME ? ", or a line ip=" : ", or a line ssh_ip="));
        }
        return address;
    }

    private Optional<ServerConfig> server(String section, String hostname, Values values) {
        Optional<String> ip = values.get(ConfigKey.IP).or(() -> address(section, ConfigKey.HOSTNAME, hostname));
        if (ip.isEmpty()) {
            return Optional.empty();
        }
        ServerId id = new ServerId(hostname, values.number(ConfigKey.PORT, 3306));
        String sshHost = values.text(ConfigKey.SSH_HOST, hostname);
        Optional<String> sshIp = values.get(ConfigKey.SSH_IP)
                .or(() -> sshHost.equals(hostname) ? ip : address(section, ConfigKey.SSH_HOST, sshHost));
        return sshIp.map(found -> server(section, id, ip.get(), ssh(sshHost, found, values), values));
    }

    private static ServerConfig server(String section, ServerId id, String ip, Ssh ssh, Values values) {
        Optional<Account> replication = values.get(ConfigKey.REPL_USER)
                .map(name -> new Account(name, new Secret(values.text(ConfigKey.REPL_PASSWORD, ""))));
        return new ServerConfig(
                section,
                id,
                ip,
                ssh,
                new Account(values.text(ConfigKey.USER, "root"), new Secret(values.text(ConfigKey.PASSWORD, ""))),
                replication,
                new Flags(
                        values.flag(ConfigKey.CANDIDATE_MASTER, false),
                        values.flag(ConfigKey.NO_MASTER, false),
                        values.flag(ConfigKey.IGNORE_FAIL, false),
                        values.flag(ConfigKey.SKIP_INIT_SSH_CHECK, false),
                        values.flag(ConfigKey.SKIP_RESET_SLAVE, false),
                        values.flag(ConfigKey.CHECK_REPL_DELAY, true),
                        values.flag(ConfigKey.LATEST_PRIORITY, true),
                        values.flag(ConfigKey.MULTI_TIER_SLAVE, false),
                        values.flag(ConfigKey.DISABLE_LOG_BIN, false),
                        values.flag(ConfigKey.USE_GTID_AUTO_POS, true)),
                List.of(values.text(ConfigKey.MASTER_BINLOG_DIR, "/var/lib/mysql,/var/log/mysql")
                        .replaceAll("\\s", "")
                        .split(",")),
                values.text(ConfigKey.REMOTE_WORKDIR, "/var/tmp"),
                values.text(ConfigKey.MASTER_PID_FILE, ""),
                values.text(ConfigKey.NODE_LABEL, ""));
    }

    private Ssh ssh(String host, String ip, Values values) {
        return new Ssh(
                host,
                ip,
                values.number(ConfigKey.SSH_PORT, 22),
                values.text(ConfigKey.SSH_USER, managerUser),
                values.text(ConfigKey.SSH_OPTIONS, ""),
                values.path(ConfigKey.SSH_KEY_FILE, home),
                values.path(ConfigKey.SSH_KNOWN_HOSTS, home).orElse(home.resolve(".ssh/known_hosts")),
                values.text(ConfigKey.SSH_HOST_KEY_POLICY, "strict").equals("accept_new"),
                values.number(ConfigKey.SSH_CONNECTION_TIMEOUT, 5));
    }
}

package io.masterha.it.run;

import com.github.dockerjava.api.model.HostConfig;
import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Repository;
import io.masterha.it.lab.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What a scene is made of before it starts. */
public final class SceneSetting {
    static final int SECOND_PORT = 3307;
    private final String name;
    private int hosts = 4;
    private final List<String> serverOptions = new ArrayList<>();
    private final Map<Integer, String> blocks = new HashMap<>();
    private final List<String> managerOptions = new ArrayList<>();

    private final Map<Integer, Integer> followed = new HashMap<>();
    private final List<Integer> instances = new ArrayList<>();
    private final Map<Integer, String> binlogServers = new HashMap<>();
    private final StringBuilder defaults = new StringBuilder();
    private BiConsumer<Lab, LabReplication> preparation = (lab, replication) -> {};
    private BiConsumer<Integer, HostConfig> hostMore = (n, config) -> {};
    private boolean hasVirtualAddress;
    private int knownToClient = Integer.MAX_VALUE;
    private boolean hasGatedScript;
    private boolean hasNamesOnly;

    SceneSetting(String name) {
        this.name = name;
    }

    public SceneSetting hosts(int count) {
        hosts = count;
        return this;
    }

    /** An option of every mysqld. */
    public SceneSetting serverOption(String option) {
        serverOptions.add(option);
        return this;
    }

    /** An option of the manager. */
    public SceneSetting managerOption(String option) {
        managerOptions.add(option);
        return this;
    }

    /** A line in [server default]. */
    public SceneSetting byDefault(String line) {
        defaults.append(line).append('\n');
        return this;
    }

    /** The application writes through one address, which the sample scripts move with the source. */
    public SceneSetting throughVirtualAddress() {
        hasVirtualAddress = true;
        return this;
    }

    /** The application knows the first so many servers, not all of them. */
    public SceneSetting clientKnows(int servers) {
        knownToClient = servers;
        return this;
    }

    /** {@code master_ip_failover_script} is one that the test holds in its hand. */
    public SceneSetting gatedScript() {
        hasGatedScript = true;
        return this;
    }

    /** The configuration has names only; they can be looked up until {@link Scene#namesAreGone}. */
    public SceneSetting byName() {
        hasNamesOnly = true;
        return this;
    }

    /** A line in the block of host number n. */
    public SceneSetting block(int n, String line) {
        blocks.merge(n, line + "\n", String::concat);
        return this;
    }

    /** Server number n does not follow db1, but another replica. */
    public SceneSetting thirdTier(int n, int replica) {
        followed.put(n, replica);
        return this;
    }

    /** The host of server number n also keeps copies of the source's log in this directory. */
    public SceneSetting binlogServer(int n, String copies) {
        binlogServers.put(n, copies);
        return this;
    }

    /** Another server on the host of server number n, port 3307: one more, after all others. */
    public SceneSetting instanceBeside(int n) {
        instances.add(n);
        return this;
    }

    /** What else is said about a host by its number: disks for example. */
    public SceneSetting host(BiConsumer<Integer, HostConfig> how) {
        hostMore = how;
        return this;
    }

    /** What is done before the application writes and the manager is started. */
    public SceneSetting prepared(BiConsumer<Lab, LabReplication> how) {
        preparation = how;
        return this;
    }

    /** Starts servers, replication, the writer and the manager, in this order. */
    public Scene start(Flavour flavour, ReplicationMode mode) throws IOException {
        Repository.distribution();
        Path directory = SceneDirectory.emptied(Repository.root()
                .resolve("it/target/scenes")
                .resolve(flavour + "-" + mode)
                .resolve(name));
        Lab lab = Lab.start(flavour, mode, hosts, hostMore, serverOptions.toArray(String[]::new));
        try {
            instances.forEach(n -> lab.addInstance(n, SECOND_PORT));
            LabReplication replication = lab.replicate();
            followed.forEach((n, replica) -> replication.follow(lab.host(n), lab.host(replica)));
            preparation.accept(lab, replication);
            Map<LabHost, String> lines = new HashMap<>();
            blocks.forEach((n, line) -> lines.put(lab.host(n), line));
            binlogServers.forEach((n, copies) -> defaults.append("\n[binlog1]\nhostname=")
                    .append(lab.host(n).name())
                    .append("\nip=")
                    .append(lab.host(n).address())
                    .append("\nmaster_binlog_dir=")
                    .append(copies)
                    .append('\n'));
            Optional<VirtualAddress> virtual =
                    hasVirtualAddress ? Optional.of(new VirtualAddress(lab.host(1), directory)) : Optional.empty();
            virtual.ifPresent(v -> defaults.append(v.configuration()));
            if (hasGatedScript) {
                GatedScript.in(directory);
                defaults.append("master_ip_failover_script=")
                        .append(directory.resolve("script"))
                        .append('\n');
            }
            Path config = AppConfig.write(lab, directory, defaults.toString(), lines);
            if (hasNamesOnly) {
                Files.writeString(config, Files.readString(config).replaceAll("(?m)^ip=.*\n", ""));
                Files.write(
                        directory.resolve(ManagerRun.NAMES),
                        lab.hosts().stream()
                                .map(host -> host.address() + " " + host.name())
                                .toList());
            }
            if (virtual.isPresent()) {
                virtual.get().startsOn(lab.host(1));
            }
            Writer writer = virtual.map(v -> Writer.through(v.address(), lab.hosts()))
                    .orElseGet(() -> Writer.start(known(lab.hosts()), lab.hosts()));
            try {
                ManagerRun manager = ManagerRun.start(directory, config, managerOptions.toArray(String[]::new));
                return new Scene(name, lab, replication, directory, writer, config, virtual, followed, manager);
            } catch (IOException | RuntimeException | AssertionError e) {
                writer.stop();
                throw e;
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            lab.close();
            throw e;
        }
    }

    private List<LabHost> known(List<LabHost> all) {
        return all.subList(0, Math.min(knownToClient, all.size()));
    }
}

package io.masterha.it.lab;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.lifecycle.Startables;

/** A few hosts {@code db1}, {@code db2}, … with servers of one flavour, on a network of their own. */
public final class Lab implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private final Flavour flavour;
    private final ReplicationMode mode;
    private final SshKey key;
    private final LabNetwork network;
    private final List<GenericContainer<?>> containers = new ArrayList<>();
    private final List<LabHost> hosts = new ArrayList<>();
    private final Thread atExit = new Thread(this::remove, "lab-at-exit");

    /** As on a host that is no container: root sees which directory a server works in. Else it knows it by its locks. */
    public static final BiConsumer<Integer, HostConfig> ROOT_SEES_ALL =
            (n, config) -> config.withCapAdd(Capability.NET_ADMIN, Capability.SYS_PTRACE);

    /** A file system of its own on every host, which a test may fill. */
    public static final String SMALL_DISK = "/small";

    private Lab(Flavour flavour, ReplicationMode mode, DockerClient docker, String name) {
        this.flavour = flavour;
        this.mode = mode;
        this.key = SshKey.make();
        this.network = LabNetwork.create(docker, name);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts the hosts; returns when every server answers. The options are for every mysqld. */
    public static Lab start(Flavour flavour, ReplicationMode mode, int hostCount, String... options) {
        return start(flavour, mode, hostCount, (n, host) -> {}, options);
    }

    /** The same, with more said about each host by its number: disks for example. */
    public static Lab start(
            Flavour flavour,
            ReplicationMode mode,
            int hostCount,
            BiConsumer<Integer, HostConfig> more,
            String... options) {
        String image = LabImages.tag(flavour);
        DockerClient docker = DockerClientFactory.lazyClient();
        LabLeftovers.remove(docker);
        String name = "masterha-lab-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        Lab lab = new Lab(flavour, mode, docker, name);
        try {
            List<String> all = new ArrayList<>(flavour.options(mode));
            all.addAll(List.of(options));
            for (int n = 1; n <= hostCount; n++) {
                lab.add(image, name, n, String.join(" ", all), more);
            }
            Startables.deepStart(lab.containers).join();
            lab.hosts.forEach(LabHost::awaitServer);
            return lab;
        } catch (RuntimeException | Error e) {
            lab.close();
            throw e;
        }
    }

    private void add(String image, String labName, int n, String options, BiConsumer<Integer, HostConfig> more) {
        String name = "db" + n;
        String address = network.address(n);
        GenericContainer<?> container = new GenericContainer<>(image)
                .withNetwork(network)
                .withNetworkAliases(name)
                .withEnv("SERVER_ID", String.valueOf(n))
                .withEnv("MYSQLD_OPTS", options)
                .withLabels(LabLeftovers.labels())
                .withCopyToContainer(Transferable.of(key.publicKey()), "/root/.ssh/authorized_keys")
                .withCopyToContainer(Transferable.of(key.privateKey(), 0100600), "/root/.ssh/id_ed25519")
                .withCreateContainerCmdModifier(command -> {
                    command.withName(labName + "-" + name).withHostName(name).withIpv4Address(address);
                    HostConfig config = Objects.requireNonNull(command.getHostConfig());
                    config.withCapAdd(Capability.NET_ADMIN).withInit(true);
                    more.accept(n, config);
                })
                .withTmpFs(Map.of(SMALL_DISK, "rw,exec,size=300m"))
                .waitingFor(new AbstractWaitStrategy() {
                    @Override
                    protected void waitUntilReady() {
                        // Lab.start waits for all servers at once.
                    }
                });
        containers.add(container);
        hosts.add(new LabHost(name, address, flavour, network, container));
    }

    /** Starts another server on the host of server number n; it is the last of {@link #hosts}. */
    public LabHost addInstance(int n, int port) {
        LabHost instance = host(n).startInstance(port, hosts.size() + 1);
        hosts.add(instance);
        instance.awaitServer();
        return instance;
    }

    public Flavour flavour() {
        return flavour;
    }

    public ReplicationMode mode() {
        return mode;
    }

    /** Host number n, counted from 1. */
    public LabHost host(int n) {
        return hosts.get(n - 1);
    }

    public List<LabHost> hosts() {
        return List.copyOf(hosts);
    }

    /** All hosts but these. */
    public List<LabHost> without(LabHost... some) {
        List<LabHost> left = new ArrayList<>(hosts);
        left.removeAll(List.of(some));
        return left;
    }

    /** Makes db1 the source of all others and waits until they run; the others refuse writes of applications. */
    public LabReplication replicate() {
        LabReplication replication = new LabReplication(flavour, mode);
        replication.begin(host(1), without(host(1)));
        return replication;
    }

    /** Writes the private key that opens every host; the file is readable by its owner only. */
    public Path writeKey(Path directory) throws IOException {
        return key.write(directory);
    }

    /** Writes the host keys of all hosts, under their names and addresses. */
    public Path writeKnownHosts(Path directory) throws IOException {
        String lines = hosts.stream()
                .map(h -> h.name() + "," + h.address() + " " + h.hostKey() + "\n")
                .collect(Collectors.joining());
        return Files.writeString(directory.resolve("known_hosts"), lines);
    }

    /** One line per host, for messages. */
    public String describe() {
        return IntStream.rangeClosed(1, hosts.size())
                .mapToObj(n -> host(n).name() + " " + host(n).address())
                .collect(Collectors.joining(", ", flavour + " " + mode + ": ", ""));
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void remove() {
        DockerClient docker = DockerClientFactory.lazyClient();
        containers.parallelStream().forEach(c -> {
            if (c.getContainerId() != null) {
                LabLeftovers.removeContainer(docker, c.getContainerId());
            }
        });
        network.close();
    }
}

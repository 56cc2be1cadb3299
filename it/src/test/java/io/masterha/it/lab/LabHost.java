package io.masterha.it.lab;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.MountableFile;

/** One host of the lab: its own address, mysqld and sshd, and every way to break them. */
public final class LabHost {
    private static final int USUAL_PORT = 3306;
    private static final Duration SERVER_LIMIT = Duration.ofSeconds(60);
    private final String name;
    private final String address;
    private final Flavour flavour;
    private final LabNetwork network;
    private final GenericContainer<?> container;
    private final int port;

    LabHost(String name, String address, Flavour flavour, LabNetwork network, GenericContainer<?> container) {
        this(name, address, flavour, network, container, USUAL_PORT);
    }

    private LabHost(
            String name, String address, Flavour flavour, LabNetwork network, GenericContainer<?> container, int port) {
        this.name = name;
        this.address = address;
        this.flavour = flavour;
        this.network = network;
        this.container = container;
        this.port = port;
    }

    /** Starts another mysqld on the same host, with a data directory of its own; its options are those of the first. */
    LabHost startInstance(int otherPort, int serverId) {
        LabHost instance = new LabHost(name, address, flavour, network, container, otherPort);
        String directory = instance.dataDir();
        shell("mkdir -p " + directory + " && cp -a /opt/seed/. " + directory + " && rm -f " + directory
                + "/auto.cnf && chown mysql: " + directory + " && export SERVER_ID=" + serverId
                + " && start-mysqld --datadir=" + directory + " --port=" + otherPort + " --socket=" + directory
                + "/mysqld.sock --pid-file=" + directory + "/mysqld.pid --log-error=/var/log/mysql/mysqld-" + otherPort
                + ".err");
        return instance;
    }

    public String name() {
        return name;
    }

    public String address() {
        return address;
    }

    public int port() {
        return port;
    }

    /** Address and port. */
    public String endpoint() {
        return address + ":" + port;
    }

    /** Its name for masterha: the port is told where it is not the usual one. */
    public String id() {
        return port == USUAL_PORT ? name : name + ":" + port;
    }

    public String dataDir() {
        return port == USUAL_PORT ? "/var/lib/mysql" : "/var/lib/mysql-" + port;
    }

    /** A shell command that prints the process ids of this server and not of another one on the same host. */
    private String pids() {
        String mine = port == USUAL_PORT ? "! grep -q -- --port=" : "grep -q -- --port=" + port;
        return "for p in $(pgrep -x " + flavour.processName() + "); do " + mine + " /proc/$p/cmdline && echo $p; done";
    }

    public Flavour flavour() {
        return flavour;
    }

    /** A connection as the administrator. */
    public Sql admin() throws SQLException {
        return Sql.connect(endpoint(), "admin", "adminpw", Duration.ofSeconds(2), Duration.ofMinutes(2));
    }

    /** A connection as the application, which cannot write where read_only is on. */
    public Sql app(Duration limit) throws SQLException {
        return Sql.connect(endpoint(), "app", "apppw", limit, limit);
    }

    /** Runs one statement as the administrator. */
    public void run(String sql) {
        try (Sql session = admin()) {
            session.run(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(name + ": " + sql + ": " + e.getMessage(), e);
        }
    }

    /** The first value that one statement gives, as the administrator. */
    public String value(String sql) {
        try (Sql session = admin()) {
            return session.value(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(name + ": " + sql + ": " + e.getMessage(), e);
        }
    }

    /** Runs a command as root on the host, not over its network; its standard output. Fails if the command does. */
    public String shell(String command) {
        try {
            ExecResult result = container.execInContainer("bash", "-c", command);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException(
                        name + ": " + command + ": exit " + result.getExitCode() + ": " + result.getStderr());
            }
            return result.getStdout().strip();
        } catch (IOException e) {
            throw new IllegalStateException(name + ": " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + command, e);
        }
    }

    /** Copies a file of this machine onto the host. */
    public void put(Path file, String path) {
        container.copyFileToContainer(MountableFile.forHostPath(file), path);
    }

    /** Copies a file of the host onto this machine. */
    public void fetch(String path, Path file) {
        container.copyFileFromContainer(path, file.toString());
    }

    /** Starts mysqld and waits until it answers. */
    public void startServer(String... options) {
        shell("start-mysqld " + String.join(" ", options));
        awaitServer();
    }

    public void awaitServer() {
        Until.holds(
                name + " answers SQL",
                SERVER_LIMIT,
                () -> value("SELECT 1").equals("1"),
                () -> shell("tail -n 5 /var/log/mysql/mysqld.err /var/log/mysqld.log"));
    }

    /** Kills mysqld with SIGKILL; the moment of the kill by the clock that all hosts share. */
    public Instant killServer() {
        return at(shell("p=$(" + pids() + "); date +%s%N; kill -9 $p"));
    }

    /**
     * Kills mysqld as soon as its newest binlog has grown by so many bytes, which the given work makes it do; the moment
     * of the kill. The work begins when the size is being watched.
     */
    public Instant killServerWhenBinlogGrows(long bytes, Duration limit, Runnable work) {
        CompletableFuture<Instant> kill = CompletableFuture.supplyAsync(() -> killWhenBinlogGrows(bytes, limit));
        Until.holds("the binlog is watched", limit, () -> !shell("ls /tmp/binlog-is-watched || true")
                .isEmpty());
        work.run();
        return kill.join();
    }

    private Instant killWhenBinlogGrows(long bytes, Duration limit) {
        // One process that starts no other: a shell that starts stat for each look sees 200 MB at once under load.
        return at(shell("cd /var/lib/mysql; f=$(ls | grep -E '^mysql-bin[.][0-9]+$' | tail -n 1); "
                + "perl -e '($f, $p, $grows, $seconds) = @ARGV; $end = time + $seconds; $size = -s $f; "
                + "open W, \">/tmp/binlog-is-watched\"; close W; "
                + "until (-s $f > $size + $grows) { exit 3 if time > $end } kill 9, $p' "
                + "$f $(pgrep -x " + flavour.processName() + ") " + bytes + " " + limit.toSeconds()
                + "; s=$?; rm -f /tmp/binlog-is-watched; [ $s = 0 ] && date +%s%N"));
    }

    /** The binlog that is written to. */
    public String newestBinlog() {
        return shell("cd /var/lib/mysql; ls | grep -E '^mysql-bin[.][0-9]+$' | tail -n 1");
    }

    /** Size of the binlog that is written to. */
    public long newestBinlogBytes() {
        return Long.parseLong(shell("stat -c %s /var/lib/mysql/" + newestBinlog()));
    }

    /** Shuts mysqld down as an operator would, and waits until it has gone. */
    public void shutDownServer() {
        shell("pkill -TERM -x " + flavour.processName());
        Until.holds(name + " is shut down", SERVER_LIMIT, () -> !isServerRunning());
    }

    public boolean isServerRunning() {
        return shell(pids() + "; true").length() > 0;
    }

    /** Stops mysqld with SIGSTOP: it accepts connections and never answers. */
    public Instant freezeServer() {
        return at(shell("date +%s%N; pkill -STOP -x " + flavour.processName()));
    }

    /** Stops sshd and all its sessions with SIGSTOP: the port accepts, open connections stay open, nothing answers. */
    public void freezeSsh() {
        shell("pkill -STOP '^sshd'");
    }

    public void thawSsh() {
        shell("pkill -CONT '^sshd'");
    }

    public void thawServer() {
        shell("pkill -CONT -x " + flavour.processName());
    }

    /** Freezes the whole host; on a busy machine it takes more than one try while processes are being started in it. */
    public void pause() {
        Until.holds(name + " is frozen", SERVER_LIMIT, () -> {
            docker().pauseContainerCmd(container.getContainerId()).exec();
            return true;
        });
    }

    public void unpause() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    /** Takes the power from the host; the moment before. */
    public Instant powerOff() {
        Instant before = Instant.now();
        docker().killContainerCmd(container.getContainerId()).exec();
        return before;
    }

    /** Boots the host again, with its disk as it was; mysqld starts. */
    public void powerOn() {
        docker().startContainerCmd(container.getContainerId()).exec();
        awaitServer();
    }

    /** Takes the host off the network. */
    public Instant cutOff() {
        Instant before = Instant.now();
        docker().disconnectFromNetworkCmd()
                .withContainerId(container.getContainerId())
                .withNetworkId(network.getId())
                .exec();
        return before;
    }

    /** Drops every packet between this host and an address, in both directions; connections stay open. */
    public Instant dropPackets(String other) {
        Instant before = Instant.now();
        shell("iptables -I INPUT -s " + other + " -j DROP && iptables -I OUTPUT -d " + other + " -j DROP");
        return before;
    }

    /** Lets all packets through again. */
    public void passPackets() {
        shell("iptables -F INPUT && iptables -F OUTPUT");
    }

    /** The address of this machine, where manager and application run, as the host sees it. */
    public String machine() {
        return shell("ip route | awk '/^default/ {print $3}'");
    }

    /** Puts the host back on the network, with its address. */
    public void reconnect() {
        docker().connectToNetworkCmd()
                .withContainerId(container.getContainerId())
                .withNetworkId(network.getId())
                .withContainerNetwork(new ContainerNetwork()
                        .withAliases(List.of(name))
                        .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address)))
                .exec();
    }

    /** The public key of its sshd, as known_hosts has it. */
    String hostKey() {
        return shell("cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub");
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    private static Instant at(String nanosSinceEpoch) {
        long nanos = Long.parseLong(nanosSinceEpoch);
        return Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
    }

    @Override
    public String toString() {
        return id();
    }
}

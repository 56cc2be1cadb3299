package io.masterha.it.fake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** Many clusters of a fake source and a fake replica each, with a directory of configurations for them. */
public final class FakeFleet implements AutoCloseable {
    private static final int THREADS = 4;

    private final Path directory;
    private final int pingSeconds;
    private final List<FakeServers> servers;
    private final FakeHosts hosts = new FakeHosts();
    private final List<FakeServer> sources = new ArrayList<>();

    /** @param directory gets conf.d, work, and the keys */
    public FakeFleet(Path directory, int pingSeconds) throws Exception {
        this(directory, pingSeconds, Optional.empty());
    }

    /** @param encryption of the servers' connections; empty for servers that cannot */
    public FakeFleet(Path directory, int pingSeconds, Optional<SSLContext> encryption) throws Exception {
        this.servers = Stream.generate(() -> new FakeServers(encryption))
                .limit(THREADS)
                .toList();
        this.directory = directory;
        this.pingSeconds = pingSeconds;
        Files.createDirectories(conf());
        Files.createDirectories(work());
        hosts.writeKeys(directory.resolve("key"), directory.resolve("known_hosts"));
    }

    public Path conf() {
        return directory.resolve("conf.d");
    }

    public Path work() {
        return directory.resolve("work");
    }

    public static String name(int number) {
        return String.format(Locale.ROOT, "c%03d", number);
    }

    /** One more cluster; its configuration is in the directory when this returns. */
    public FakeServer add() throws IOException {
        FakeServers some = servers.get(sources.size() % THREADS);
        FakeServer source = some.source();
        FakeServer replica = some.replicaOf(source);
        hosts.add(source);
        hosts.add(replica);
        String text = "[server default]\nuser=mha\npassword=fake\nrepl_user=repl\nping_interval=" + pingSeconds
                + "\nmanager_workdir=" + work() + "\nssh_user=fake\nssh_port=" + hosts.port() + "\nssh_key_file="
                + directory.resolve("key") + "\nssh_known_hosts=" + directory.resolve("known_hosts")
                + "\n[server1]\nhostname=127.0.0.1\nport=" + source.port() + "\n[server2]\nhostname=127.0.0.1\nport="
                + replica.port() + "\ncandidate_master=1\n";
        Path file = conf().resolve(name(sources.size()) + ".cnf");
        Path whole = directory.resolve("next");
        Files.writeString(whole, text);
        Files.move(whole, file);
        sources.add(source);
        return source;
    }

    public FakeServer source(int number) {
        return sources.get(number);
    }

    /** What the status file of a cluster says; empty if there is none. */
    public String status(int number) {
        try {
            return Files.readString(work().resolve(name(number) + ".master_status.health"));
        } catch (IOException none) {
            return "";
        }
    }

    public String log(int number) throws IOException {
        Path log = work().resolve(name(number) + ".log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** No host answers over SSH any more. */
    public void hostsGoSilent() {
        hosts.close();
    }

    @Override
    public void close() {
        hosts.close();
        servers.forEach(FakeServers::close);
    }
}

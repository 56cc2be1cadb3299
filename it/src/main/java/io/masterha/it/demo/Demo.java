package io.masterha.it.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code make demo}: a source with two replicas, a writing client, a SIGKILL, and what becomes of it.
 *
 * <p>Arguments: the server artifact's jar, the distribution's directory, the directory to work in.
 */
public final class Demo {
    private static final int PORT = 15306;
    private static final int SSH_PORT = 15022;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern KEEPS_DOWN = Pattern.compile(" rm (/\\S+)$");

    private final Path jar;
    private final Path distribution;
    private final Path directory;
    private final List<DemoServer> servers = new ArrayList<>();
    private final CountDownLatch watching = new CountDownLatch(1);
    private final Set<String> keptDownBy = ConcurrentHashMap.newKeySet();

    private Demo(Path jar, Path distribution, Path directory) {
        this.jar = jar;
        this.distribution = distribution;
        this.directory = directory;
    }

    public static void main(String[] arguments) throws Exception {
        Demo demo = new Demo(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
        System.exit(demo.run());
    }

    private int run() throws Exception {
        say("unpacking the server (once)");
        ServerBinaries binaries = ServerBinaries.unpacked(jar, directory.resolve("server"));
        Path run = Files.createTempDirectory(directory, "run-");
        try (DemoSsh ssh = new DemoSsh(SSH_PORT)) {
            say("starting three MariaDB servers and three SSH servers on 127.0.0.11, .12 and .13");
            startServers(binaries, run, ssh);
            replicate();
            Path conf = configure(run, ssh);
            return failover(conf);
        } finally {
            servers.forEach(DemoServer::close);
        }
    }

    private void startServers(ServerBinaries binaries, Path run, DemoSsh ssh) throws Exception {
        Path seed = run.resolve("seed");
        binaries.initialise(seed, run.resolve("initialise.log"));
        String password = UUID.randomUUID().toString();
        for (int i = 1; i <= 3; i++) {
            String address = "127.0.0.1" + i;
            DemoServer server = new DemoServer(binaries, run.resolve("s" + i), address, PORT, i, password);
            servers.add(server);
            server.start(seed);
            ssh.listen(address);
        }
        for (DemoServer server : servers) {
            server.awaitAnswer(Duration.ofSeconds(30));
        }
        Files.createDirectories(run.resolve("work"));
        Files.writeString(run.resolve("password"), password);
    }

    private void replicate() throws SQLException {
        DemoServer source = servers.get(0);
        String file = source.ask("SHOW MASTER STATUS", "File");
        long position = Long.parseLong(source.ask("SHOW MASTER STATUS", "Position"));
        for (DemoServer replica : servers.subList(1, 3)) {
            replica.follow(source, file, position);
        }
        source.run("CREATE DATABASE demo", "CREATE TABLE demo.rows_written (id INT PRIMARY KEY)");
    }

    private Path configure(Path run, DemoSsh ssh) throws Exception {
        Path key = run.resolve("ssh-key");
        Path knownHosts = run.resolve("known_hosts");
        ssh.writeKeys(key, knownHosts);
        StringBuilder text = new StringBuilder("[server default]\n");
        text.append("user=").append(DemoServer.ADMIN).append('\n');
        text.append("password=")
                .append(Files.readString(run.resolve("password")))
                .append('\n');
        text.append("repl_user=").append(DemoServer.REPLICATION).append('\n');
        text.append("repl_password=")
                .append(Files.readString(run.resolve("password")))
                .append('\n');
        text.append("port=").append(PORT).append('\n');
        text.append("ssh_user=").append(System.getProperty("user.name")).append('\n');
        text.append("ssh_port=").append(SSH_PORT).append('\n');
        text.append("ssh_key_file=").append(key).append('\n');
        text.append("ssh_known_hosts=").append(knownHosts).append('\n');
        text.append("manager_workdir=").append(run.resolve("work")).append('\n');
        text.append("remote_workdir=").append(run.resolve("work")).append('\n');
        for (int i = 1; i <= 3; i++) {
            text.append("\n[server").append(i).append("]\n");
            text.append("hostname=127.0.0.1").append(i).append('\n');
            text.append("master_binlog_dir=").append(servers.get(i - 1).data()).append('\n');
        }
        Path conf = run.resolve("app.cnf");
        Files.createFile(
                conf,
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
        Files.writeString(conf, text.toString());
        return conf;
    }

    private int failover(Path conf) throws Exception {
        say("masterha-manager --conf " + conf);
        Process manager = new ProcessBuilder(
                        distribution.resolve("bin/masterha-manager").toString(), "--conf", conf.toString())
                .redirectErrorStream(true)
                .start();
        Thread log = new Thread(() -> print(manager), "manager log");
        log.setDaemon(true);
        log.start();
        DemoWriter writer = new DemoWriter(servers);
        Thread application = new Thread(writer, "application");
        application.setDaemon(true);
        try {
            if (!beginsToWatch(manager)) {
                say("the manager did not begin to watch");
                return 1;
            }
            application.start();
            say("the application writes a row every 5 ms");
            TimeUnit.SECONDS.sleep(2);
            say("127.0.0.13 stops receiving (it is behind), one second later 127.0.0.12 too");
            servers.get(2).run("STOP SLAVE IO_THREAD");
            TimeUnit.SECONDS.sleep(1);
            servers.get(1).run("STOP SLAVE IO_THREAD");
            TimeUnit.MILLISECONDS.sleep(500);
            say("kill -9 of the source's server: its last half second is on its own disk only");
            writer.markKill();
            servers.get(0).kill();
            boolean ended = manager.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            TimeUnit.SECONDS.sleep(1);
            writer.stop();
            application.join(10_000);
            log.join(1_000);
            return ended ? judge(manager.exitValue(), writer) : 1;
        } finally {
            writer.stop();
            manager.destroyForcibly();
            for (String file : keptDownBy) {
                say("as the report says, the old source may start again: rm " + file);
                Files.deleteIfExists(Path.of(file));
            }
        }
    }

    private boolean beginsToWatch(Process manager) throws InterruptedException {
        for (int i = 0; i < 600 && manager.isAlive(); i++) {
            if (watching.await(100, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    private void print(Process manager) {
        try (BufferedReader lines = manager.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println("  " + line);
                Matcher keeps = KEEPS_DOWN.matcher(line);
                if (keeps.find()) {
                    keptDownBy.add(keeps.group(1));
                }
                if (line.contains(" watch ") && line.contains("the source answers")) {
                    watching.countDown();
                }
            }
        } catch (IOException e) {
            say("the manager's log ended: " + e.getMessage());
        }
    }

    private int judge(int exitCode, DemoWriter writer) throws SQLException {
        Set<Integer> acknowledged = writer.acknowledged();
        System.out.println();
        System.out.printf("%-12s %-28s %s%n", "server", "role", "rows present");
        boolean complete = writer.writesAgain();
        for (DemoServer server : servers) {
            if (!server.isAlive()) {
                System.out.printf("%-12s %-28s %s%n", server.address(), "failed source, down", "-");
                continue;
            }
            String follows = server.ask("SHOW SLAVE STATUS", "Master_Host");
            Set<Integer> present = present(server);
            System.out.printf(
                    "%-12s %-28s %d%n",
                    server.address(), follows.isEmpty() ? "source" : "replica of " + follows, present.size());
            Set<Integer> missing = new HashSet<>(acknowledged);
            missing.removeAll(present);
            complete &= missing.isEmpty();
            if (!missing.isEmpty()) {
                System.out.println("  MISSING: " + missing.size() + " acknowledged rows, for example "
                        + missing.iterator().next());
            }
        }
        System.out.println();
        System.out.println("rows acknowledged    " + acknowledged.size());
        System.out.println("rows lost            " + (complete ? "0" : "see above"));
        System.out.println("time to first write  " + writer.outageMillis() + " ms after the kill");
        System.out.println("manager's exit code  " + exitCode);
        return exitCode == 0 && complete ? 0 : 1;
    }

    private static Set<Integer> present(DemoServer server) throws SQLException {
        Set<Integer> present = new HashSet<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM demo.rows_written")) {
            while (rows.next()) {
                present.add(rows.getInt(1));
            }
        }
        return present;
    }

    private static void say(String sentence) {
        System.out.println("== " + sentence);
    }
}

package io.masterha.it.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One MariaDB server of the demo, on a loopback address of its own. */
final class DemoServer implements AutoCloseable {
    static final String ADMIN = "admin";
    static final String REPLICATION = "repl";

    /** Without privileges that would let it write to a read-only server. */
    static final String APPLICATION = "app";

    private final ServerBinaries binaries;
    private final Path directory;
    private final String address;
    private final int port;
    private final int serverId;
    private final String password;
    private Optional<Process> process = Optional.empty();

    DemoServer(ServerBinaries binaries, Path directory, String address, int port, int serverId, String password) {
        this.binaries = binaries;
        this.directory = directory;
        this.address = address;
        this.port = port;
        this.serverId = serverId;
        this.password = password;
    }

    String address() {
        return address;
    }

    Path data() {
        return directory.resolve("data");
    }

    /** Copies the data directory that was made once for all, and starts. */
    void start(Path seed) throws IOException {
        Files.createDirectories(directory);
        try (var files = Files.walk(seed)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = data().resolve(seed.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        Path init = directory.resolve("accounts.sql");
        Files.writeString(init, accounts());
        List<String> command = new ArrayList<>(List.of(
                binaries.server().toString(),
                "--no-defaults",
                "--basedir=" + binaries.base(),
                "--lc-messages-dir=" + binaries.base().resolve("share"),
                "--datadir=" + data(),
                "--socket=" + directory.resolve("s"),
                "--pid-file=" + data().resolve("server.pid"),
                "--log-error=" + directory.resolve("error.log"),
                "--init-file=" + init,
                "--bind-address=" + address,
                "--port=" + port,
                "--server-id=" + serverId,
                "--report-host=" + address,
                "--log-bin=mysql-bin",
                "--relay-log=relay-bin",
                "--log-slave-updates=ON",
                "--relay-log-purge=OFF",
                "--binlog-format=ROW",
                "--sync-binlog=1",
                "--innodb-buffer-pool-size=16M",
                "--innodb-log-file-size=16M",
                "--performance-schema=OFF",
                "--max-connections=60",
                "--skip-name-resolve"));
        if (serverId > 1) {
            command.add("--read-only=ON");
        }
        if (ServerBinaries.isRoot()) {
            command.add("--user=root");
        }
        process = Optional.of(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server.out").toFile())
                .start());
    }

    private String accounts() {
        return "SET sql_log_bin=0;\n"
                + "CREATE USER IF NOT EXISTS '" + ADMIN + "'@'%' IDENTIFIED BY '" + password + "';\n"
                + "GRANT ALL PRIVILEGES ON *.* TO '" + ADMIN + "'@'%' WITH GRANT OPTION;\n"
                + "CREATE USER IF NOT EXISTS '" + REPLICATION + "'@'%' IDENTIFIED BY '" + password + "';\n"
                + "GRANT REPLICATION SLAVE ON *.* TO '" + REPLICATION + "'@'%';\n"
                + "CREATE USER IF NOT EXISTS '" + APPLICATION + "'@'%' IDENTIFIED BY '" + password + "';\n"
                + "GRANT SELECT, INSERT ON demo.* TO '" + APPLICATION + "'@'%';\n";
    }

    Connection connect() throws SQLException {
        return connect(ADMIN);
    }

    Connection connect(String user) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://" + address + ":" + port
                        + "/?sslMode=DISABLED&connectTimeout=1000&socketTimeout=5000&allowPublicKeyRetrieval=true",
                user,
                password);
    }

    void awaitAnswer(Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                run("SELECT 1");
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > until || !isAlive()) {
                    throw new IllegalStateException("the server does not answer; see " + directory + "/error.log", e);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    void run(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** One column of the first row; empty if there is no row. */
    String ask(String sql, String column) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            String value = row.next() ? row.getString(column) : "";
            return value == null ? "" : value;
        }
    }

    void follow(DemoServer source, String file, long position) throws SQLException {
        run(
                "CHANGE MASTER TO MASTER_HOST='" + source.address + "', MASTER_PORT=" + port + ", MASTER_USER='"
                        + REPLICATION + "', MASTER_PASSWORD='" + password + "', MASTER_LOG_FILE='" + file
                        + "', MASTER_LOG_POS=" + position
                        + ", MASTER_USE_GTID=no, MASTER_CONNECT_RETRY=1, MASTER_HEARTBEAT_PERIOD=1",
                "START SLAVE");
    }

    boolean isAlive() {
        return process.isPresent() && process.get().isAlive();
    }

    /** SIGKILL: nothing is flushed, nothing is said. */
    void kill() throws InterruptedException {
        Process running = process.orElseThrow();
        running.destroyForcibly();
        if (!running.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server survived SIGKILL for 10 s");
        }
    }

    @Override
    public void close() {
        process.ifPresent(Process::destroyForcibly);
    }
}

package io.masterha.node.apply;

import io.masterha.binlog.Problem;
import io.masterha.binlog.node.LocalServer;
import io.masterha.node.NodeError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The replica on this host over JDBC; every statement has a deadline. */
public final class LocalReplica implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    /** STOP REPLICA waits for the running transaction. */
    private static final Duration STATEMENT_LIMIT = Duration.ofMinutes(2);

    /** ER_MTS_CHANGE_MASTER_CANT_RUN_WITH_GAPS. */
    private static final int GAPS_BETWEEN_WORKERS = 1802;

    private static final int MOST_WORDS = 500;
    private static final int SECURE_TRANSPORT_REQUIRED = 3159;

    private final LocalServer server;
    private final Connection connection;
    private final ServerVersion version;
    private ReplicaDialect dialect;
    private Optional<Row> variables = Optional.empty();

    private LocalReplica(LocalServer server, Connection connection) {
        this.server = server;
        this.connection = connection;
        this.version =
                ServerVersion.parse(query(ReplicaDialect.ASK_VERSION).get(0).text("version"));
        this.dialect = new ReplicaDialect(version, "");
    }

    /** Connects; within this host in the clear, which saves 0.15 s, unless the server insists on encryption. */
    public static LocalReplica connect(LocalServer server) {
        boolean isLocal = isOfThisHost(server.host());
        try {
            return new LocalReplica(server, open(server, isLocal ? "DISABLED" : "PREFERRED"));
        } catch (SQLException e) {
            boolean tryOther = isLocal ? e.getErrorCode() == SECURE_TRANSPORT_REQUIRED : isTlsTrouble(e);
            if (!tryOther) {
                throw unreachable(server, e);
            }
        }
        try {
            return new LocalReplica(server, open(server, isLocal ? "PREFERRED" : "DISABLED"));
        } catch (SQLException e) {
            throw unreachable(server, e);
        }
    }

    private static boolean isOfThisHost(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isTlsTrouble(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof javax.net.ssl.SSLException
                    || String.valueOf(cause.getMessage())
                            .toLowerCase(Locale.ROOT)
                            .contains("ssl")) {
                return true;
            }
        }
        return false;
    }

    private static Connection open(LocalServer server, String sslMode) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", server.user());
        properties.setProperty("password", server.password());
        properties.setProperty("sslMode", sslMode);
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_LIMIT.toMillis()));
        properties.setProperty("socketTimeout", String.valueOf(STATEMENT_LIMIT.toMillis()));
        properties.setProperty("connectionAttributes", "program_name:masterha-apply-diff");
        properties.setProperty("sessionVariables", "wait_timeout=86400,sql_mode=''");
        properties.setProperty("useLocalSessionState", "true");
        properties.setProperty("characterEncoding", "UTF-8");
        String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
        return DriverManager.getConnection("jdbc:mysql://" + host + ":" + server.port() + "/", properties);
    }

    private static Problem unreachable(LocalServer server, SQLException e) {
        return Problem.of(NodeError.SERVER_UNREACHABLE, "cannot log in to " + server)
                .why(String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
                .next("check that mysqld runs, and the account's password and host part")
                .causedBy(e);
    }

    public ServerVersion version() {
        return version;
    }

    ReplicaDialect dialect() {
        return dialect;
    }

    /** The number of the server's error that a statement failed with; 0 if it was none of the server's. */
    public static int errorOf(Problem problem) {
        return problem.getCause() instanceof SQLException e ? e.getErrorCode() : 0;
    }

    /** Whether a statement was refused because the applier's workers stand at different places. */
    static boolean isGapsBetweenWorkers(Problem problem) {
        return problem.getCause() instanceof SQLException e && e.getErrorCode() == GAPS_BETWEEN_WORKERS;
    }

    /** The applier's error in full: with several workers the status itself only names the one that failed. */
    String applierError(ReplicaStatus status) {
        String error = status.applierError();
        List<String> workers = dialect.askWorkerErrors().map(this::query).orElse(List.of()).stream()
                .map(row -> row.text("message").strip())
                .filter(message -> !message.isEmpty() && !error.contains(message))
                .toList();
        return workers.isEmpty() ? error : String.join("; ", workers) + " (" + error + ")";
    }

    /** The one channel that has a source. */
    ReplicaStatus status() {
        List<ReplicaStatus> found = query(dialect.showStatus()).stream()
                .map(ReplicaStatus::new)
                .filter(status -> !status.host().isEmpty())
                .toList();
        if (found.size() != 1) {
            throw Problem.of(NodeError.NOT_A_REPLICA, server + " has " + found.size() + " replication channels")
                    .why("the node commands work on a replica with exactly one")
                    .next(dialect.showStatus());
        }
        ReplicaStatus status = found.get(0);
        dialect = new ReplicaDialect(version, status.channel());
        return status;
    }

    /** As they were read since this session last changed something; the server goes through all of its hundreds for them. */
    public Row variables() {
        if (variables.isEmpty()) {
            Map<String, String> values = new LinkedHashMap<>();
            for (Row row : query(ReplicaDialect.SHOW_VARIABLES)) {
                values.put(row.text("Variable_name"), row.text("Value"));
            }
            variables = Optional.of(new Row(values));
        }
        return variables.get();
    }

    /** Changes something. */
    public void run(String sql) {
        variables = Optional.empty();
        query(sql);
    }

    public List<Row> query(String sql) {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql) ? rows(statement.getResultSet()) : List.of();
        } catch (SQLException e) {
            if (isLost(e)) {
                throw Problem.of(NodeError.SERVER_UNREACHABLE, "the connection to " + server + " was lost")
                        .why(String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
                        .next("look into the server's error log, start it if it is down, then run the same command"
                                + " again: it goes on where the server stopped")
                        .changed(
                                "transactions before the loss are applied; the next run puts replication settings right")
                        .causedBy(e);
            }
            throw Problem.of(NodeError.STATEMENT_FAILED, server + " refused: " + abridged(sql))
                    .why("error " + e.getErrorCode() + ": " + e.getMessage())
                    .causedBy(e);
        }
    }

    /** A BINLOG statement has a megabyte. */
    private static String abridged(String sql) {
        return sql.length() > MOST_WORDS ? sql.substring(0, MOST_WORDS) + "..." : sql;
    }

    /** The class 08 of SQL's states: connection exceptions. */
    private static boolean isLost(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.startsWith("08");
    }

    private static List<Row> rows(ResultSet result) throws SQLException {
        List<Row> rows = new ArrayList<>();
        ResultSetMetaData columns = result.getMetaData();
        while (result.next()) {
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                String value = result.getString(i);
                if (value != null) {
                    values.put(columns.getColumnLabel(i), value);
                }
            }
            rows.add(new Row(values));
        }
        return rows;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw Problem.of(NodeError.SERVER_UNREACHABLE, "the connection to " + server + " ended badly")
                    .why(String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
    }
}

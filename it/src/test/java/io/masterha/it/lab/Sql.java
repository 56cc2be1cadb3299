package io.masterha.it.lab;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** One connection to a lab server, with limits on every wait. */
public final class Sql implements AutoCloseable {
    private final Connection connection;

    private Sql(Connection connection) {
        this.connection = connection;
    }

    /** Connects as an account of the lab. */
    static Sql connect(String address, String user, String password, Duration connectLimit, Duration statementLimit)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("sslMode", "DISABLED");
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("connectTimeout", String.valueOf(connectLimit.toMillis()));
        properties.setProperty("socketTimeout", String.valueOf(statementLimit.toMillis()));
        properties.setProperty("useServerPrepStmts", "false");
        return new Sql(DriverManager.getConnection(
                "jdbc:mysql://" + (address.contains(":") ? address : address + ":3306") + "/lab", properties));
    }

    /** Runs one statement. */
    public void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** All rows, by column label; SQL's null is the empty string. */
    public List<Map<String, String>> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet set = statement.executeQuery(sql)) {
            List<Map<String, String>> rows = new ArrayList<>();
            int columns = set.getMetaData().getColumnCount();
            while (set.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns; i++) {
                    String value = set.getString(i);
                    row.put(set.getMetaData().getColumnLabel(i), value == null ? "" : value);
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** The first column of the first row; the empty string if there is none. */
    public String value(String sql) throws SQLException {
        List<Map<String, String>> rows = rows(sql);
        return rows.isEmpty() ? "" : rows.get(0).values().iterator().next();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The server may be gone: that is what the tests do.
        }
    }
}

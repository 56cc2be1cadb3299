package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.rows.ColumnInSchema;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks one server what the columns of a table are called and what they hold. */
public final class JdbcColumns implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Link link;

    private JdbcColumns(Link link) {
        this.link = link;
    }

    /** The first of the servers that answers; empty if none does. */
    public static Optional<JdbcColumns> firstOf(List<DatabaseTarget> targets) {
        for (DatabaseTarget target : targets) {
            Optional<Link> link = connect(target); // the failed source is among them
            if (link.isPresent()) {
                return Optional.of(new JdbcColumns(link.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Link> connect(DatabaseTarget target) {
        try {
            return Optional.of(new DatabaseConnector(target).connect(LIMIT));
        } catch (SQLException silent) {
            return Optional.empty();
        }
    }

    /** In order; empty if the server has no such table, or does not tell. */
    public List<ColumnInSchema> of(String database, String table) {
        try {
            List<ColumnInSchema> columns = new ArrayList<>();
            for (Row row : link.run(
                    "SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type, CHARACTER_SET_NAME AS charset"
                            + " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = " + literal(database)
                            + " AND TABLE_NAME = " + literal(table) + " ORDER BY ORDINAL_POSITION",
                    LIMIT)) {
                columns.add(new ColumnInSchema(row.text("name"), row.text("type"), row.text("charset")));
            }
            return columns;
        } catch (SQLException e) {
            return List.of();
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    @Override
    public void close() {
        link.close();
    }
}

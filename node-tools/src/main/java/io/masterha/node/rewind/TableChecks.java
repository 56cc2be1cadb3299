package io.masterha.node.rewind;

import io.masterha.binlog.rows.TouchedTable;
import io.masterha.node.apply.Row;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the server's own description of the touched tables says against undoing changes of their rows. */
final class TableChecks {
    private static final Set<String> OF_THE_SERVER = Set.of("mysql", "sys", "information_schema", "performance_schema");

    private final RewoundServer server;
    private final List<String> obstacles = new ArrayList<>();

    TableChecks(RewoundServer server) {
        this.server = server;
    }

    List<String> obstacles(Iterable<TouchedTable> tables) {
        for (TouchedTable table : tables) {
            check(table);
        }
        return obstacles;
    }

    private void check(TouchedTable table) {
        String name = table.map().name();
        if (OF_THE_SERVER.contains(table.map().database().toLowerCase(Locale.ROOT))) {
            obstacles.add(name + " is a table of the server itself");
            return;
        }
        String where = " WHERE TABLE_SCHEMA = " + literal(table.map().database()) + " AND TABLE_NAME = "
                + literal(table.map().table());
        List<Row> found = server.query("SELECT ENGINE, TABLE_TYPE FROM information_schema.TABLES" + where);
        if (found.isEmpty()) {
            obstacles.add(name + " does not exist");
            return;
        }
        if (!found.get(0).text("ENGINE").equalsIgnoreCase("InnoDB")) {
            obstacles.add(name + " is a table of " + found.get(0).text("ENGINE") + ", which cannot be rolled back");
        }
        if (!found.get(0).text("TABLE_TYPE").equals("BASE TABLE")) {
            obstacles.add(name + " is a " + found.get(0).text("TABLE_TYPE").toLowerCase(Locale.ROOT) + " table");
        }
        List<Row> columns = server.query(
                "SELECT COLUMN_NAME, EXTRA FROM information_schema.COLUMNS" + where + " ORDER BY ORDINAL_POSITION");
        if (columns.size() != table.map().columns()) {
            obstacles.add(name + " has " + columns.size() + " columns and its logged rows have "
                    + table.map().columns());
            return;
        }
        checkImages(table, columns);
        checkForeignKeys(table, columns);
    }

    /** Values that the server computes when it reads them need not be logged. */
    private void checkImages(TouchedTable table, List<Row> columns) {
        BitSet missing = (BitSet) table.missing().clone();
        for (int i = missing.nextSetBit(0); i >= 0; i = missing.nextSetBit(i + 1)) {
            if (columns.get(i).text("EXTRA").toUpperCase(Locale.ROOT).contains("VIRTUAL")) {
                missing.clear(i);
            }
        }
        if (!missing.isEmpty()) {
            obstacles.add(
                    "logged rows of " + table.map().name() + " do not hold all columns (binlog_row_image is not FULL): "
                            + columns.get(missing.nextSetBit(0)).text("COLUMN_NAME") + " is missing");
        }
    }

    /** Rows of other tables that a foreign key changed along are not in the log. */
    private void checkForeignKeys(TouchedTable table, List<Row> columns) {
        List<Row> keys = server.query("SELECT k.TABLE_NAME AS child, k.REFERENCED_COLUMN_NAME AS parent_column,"
                + " r.DELETE_RULE AS on_delete, r.UPDATE_RULE AS on_update"
                + " FROM information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r"
                + " ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME"
                + " AND r.TABLE_NAME = k.TABLE_NAME"
                + " WHERE k.REFERENCED_TABLE_SCHEMA = " + literal(table.map().database())
                + " AND k.REFERENCED_TABLE_NAME = " + literal(table.map().table()));
        Set<String> changed = new HashSet<>();
        table.changedColumns().stream()
                .mapToObj(i -> columns.get(i).text("COLUMN_NAME").toLowerCase(Locale.ROOT))
                .forEach(changed::add);
        for (Row key : keys) {
            boolean deletes = changesRows(key.text("on_delete")) && table.deletedWithForeignKeys();
            boolean updates = changesRows(key.text("on_update"))
                    && changed.contains(key.text("parent_column").toLowerCase(Locale.ROOT));
            if (deletes || updates) {
                obstacles.add("rows of " + table.map().name() + " were " + (deletes ? "deleted" : "given other keys")
                        + ", and the foreign key of " + key.text("child")
                        + " may have changed rows there that are not in the log");
                return;
            }
        }
    }

    private static boolean changesRows(String rule) {
        return !rule.equals("RESTRICT") && !rule.equals("NO ACTION");
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}

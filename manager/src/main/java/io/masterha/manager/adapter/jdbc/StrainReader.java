package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.port.SourceStrain;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The statements that show how a source's clients fare, and what their answers mean; they read and change nothing. */
final class StrainReader {
    private static final List<String> VARIABLES = List.of("version", "read_only", "super_read_only", "max_connections");
    private static final List<String> COUNTERS = List.of(
            "Uptime",
            "Threads_connected",
            "Rpl_semi_sync_master_status",
            "Rpl_semi_sync_master_clients",
            "Rpl_semi_sync_master_wait_sessions",
            "Rpl_semi_sync_master_yes_tx",
            "Rpl_semi_sync_source_status",
            "Rpl_semi_sync_source_clients",
            "Rpl_semi_sync_source_wait_sessions",
            "Rpl_semi_sync_source_yes_tx");

    /** A commit that lasts longer than this is counted. */
    private static final int LONG_SECONDS = 2;

    /**
     * What a session does while it commits: "waiting for handler commit" (MySQL 8.0 and later), "query end" and
     * "starting" with COMMIT (5.6, 5.7), "Commit" and others (MariaDB).
     */
    private static final String IN_COMMIT =
            "(LOWER(state) IN ('waiting for handler commit', 'commit', 'commit_implicit',"
                    + " 'query end', 'end of update loop', 'writing to binlog', 'waiting for prior transaction to commit',"
                    + " 'waiting for prior transaction to start commit', 'waiting for someone to free space', 'waiting for binlog commit', 'finishing')"
                    + " OR (LOWER(state) IN ('starting', 'init', '') AND LOWER(info) LIKE 'commit%'))";

    private static final String LOCKED_OUT = "LOWER(state) LIKE 'waiting for%lock%'";

    private StrainReader() {}

    /** Variables, counters and sessions, in this order; asked in one message. */
    static final List<String> QUESTIONS = List.of(askVariables(), askCounters(), askSessions());

    private static String askVariables() {
        return "SHOW GLOBAL VARIABLES WHERE Variable_name IN (" + names(VARIABLES) + ")";
    }

    private static String askCounters() {
        return "SHOW GLOBAL STATUS WHERE Variable_name IN (" + names(COUNTERS) + ")";
    }

    private static String askSessions() {
        return "SELECT COALESCE(SUM(" + IN_COMMIT + "), 0) AS committing,"
                + " COALESCE(MAX(IF(" + IN_COMMIT + ", time, 0)), 0) AS longest,"
                + " COALESCE(SUM(" + LOCKED_OUT + "), 0) AS locked"
                + " FROM information_schema.processlist"
                + " WHERE command IN ('Query', 'Execute') AND user <> 'system user' AND time >= " + LONG_SECONDS;
    }

    private static String names(List<String> names) {
        return names.stream().map(Dialect::literal).collect(Collectors.joining(", "));
    }

    /** Rows of name and value as one row, names in lower case. */
    static Row named(List<Row> rows) {
        Map<String, String> values = new HashMap<>();
        for (Row row : rows) {
            values.put(row.text("Variable_name").toLowerCase(Locale.ROOT), row.text("Value"));
        }
        return new Row(values);
    }

    static SourceStrain strain(Row variables, Row counters, Row sessions, Optional<BinlogPosition> binlogEnd) {
        boolean isSemiSync = counters.isOn("rpl_semi_sync_source_status", "rpl_semi_sync_master_status");
        return new SourceStrain(
                variables.isOn("read_only") || variables.isOn("super_read_only"),
                Duration.ofSeconds(counters.number(0, "uptime")),
                counters.number(0, "threads_connected"),
                variables.number(Long.MAX_VALUE, "max_connections"),
                counters.number(0, "rpl_semi_sync_source_wait_sessions", "rpl_semi_sync_master_wait_sessions"),
                counters.number(0, "rpl_semi_sync_source_yes_tx", "rpl_semi_sync_master_yes_tx"),
                isSemiSync ? counters.number(0, "rpl_semi_sync_source_clients", "rpl_semi_sync_master_clients") : -1,
                sessions.number(0, "committing"),
                Duration.ofSeconds(sessions.number(0, "longest")),
                sessions.number(0, "locked"),
                binlogEnd);
    }
}

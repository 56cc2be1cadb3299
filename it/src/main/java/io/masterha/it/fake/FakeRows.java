package io.masterha.it.fake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a fake server answers to the statements of a manager that watches: a source, or a replica that is up to date. */
final class FakeRows {
    static final String VERSION = "8.0.36";
    private static final Pattern VARIABLE = Pattern.compile("@@(?:session\\.|global\\.)?(\\w+)(?:\\s+AS\\s+(\\w+))?");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");
    private static final Pattern ALIAS = Pattern.compile("\\bAS (\\w+)");

    /** Columns and rows; without columns a plain OK. */
    record Answer(List<String> columns, List<List<String>> rows) {
        static final Answer OK = new Answer(List.of(), List.of());

        static Answer row(Map<String, String> row) {
            return new Answer(List.copyOf(row.keySet()), List.of(List.copyOf(row.values())));
        }
    }

    private final Map<String, String> variables = new LinkedHashMap<>();
    private final Map<String, String> status = new LinkedHashMap<>();
    private final Optional<Integer> sourcePort;
    private final int sourceId;

    /** @param sourcePort of the server that this one follows; empty for a source */
    FakeRows(int port, Optional<Integer> sourcePort) {
        this.sourcePort = sourcePort;
        this.sourceId = sourcePort.orElse(port);
        for (String pair : List.of(
                "version=" + VERSION,
                "server_id=" + port,
                "server_uuid=00000000-0000-0000-0000-0000000" + String.format(Locale.ROOT, "%05d", port),
                "read_only=" + (sourcePort.isPresent() ? "ON" : "OFF"),
                "super_read_only=" + (sourcePort.isPresent() ? "ON" : "OFF"),
                "gtid_mode=OFF",
                "gtid_executed=",
                "gtid_purged=",
                "datadir=/var/lib/fake" + port + "/",
                "pid_file=/var/run/fake" + port + ".pid",
                "log_bin=ON",
                "log_bin_basename=/var/lib/fake" + port + "/mysql-bin",
                "relay_log=relay",
                "relay_log_basename=/var/lib/fake" + port + "/relay",
                "relay_log_index=/var/lib/fake" + port + "/relay.index",
                "log_slave_updates=ON",
                "log_replica_updates=ON",
                "relay_log_purge=OFF",
                "relay_log_recovery=ON",
                "sync_binlog=1",
                "innodb_flush_log_at_trx_commit=1",
                "replica_parallel_workers=4",
                "replica_preserve_commit_order=ON",
                "binlog_format=ROW",
                "lower_case_table_names=0",
                "max_connections=500",
                "auto_increment_increment=1",
                "character_set_client=utf8mb4",
                "character_set_connection=utf8mb4",
                "character_set_results=utf8mb4",
                "character_set_server=utf8mb4",
                "collation_server=utf8mb4_0900_ai_ci",
                "collation_connection=utf8mb4_0900_ai_ci",
                "init_connect=",
                "interactive_timeout=28800",
                "license=GPL",
                "max_allowed_packet=67108864",
                "net_write_timeout=60",
                "performance_schema=1",
                "sql_mode=",
                "system_time_zone=UTC",
                "time_zone=SYSTEM",
                "transaction_isolation=REPEATABLE-READ",
                "wait_timeout=28800")) {
            variables.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        status.put("Uptime", "100000");
        status.put("Threads_connected", "8");
    }

    /** Empty if the statement is none that a manager asks while it watches. */
    Optional<Answer> answer(String statement) {
        String sql = statement.replaceFirst("^/\\*.*?\\*/", "").strip();
        String upper = sql.toUpperCase(Locale.ROOT);
        if (upper.startsWith("SET ")) {
            return Optional.of(Answer.OK);
        }
        if (upper.startsWith("SHOW")) {
            return show(sql, upper);
        }
        return upper.startsWith("SELECT") ? Optional.of(select(sql, upper)) : Optional.empty();
    }

    private Optional<Answer> show(String sql, String upper) {
        if (upper.startsWith("SHOW GLOBAL VARIABLES")) {
            return Optional.of(named(sql, variables));
        }
        if (upper.startsWith("SHOW GLOBAL STATUS")) {
            return Optional.of(named(sql, status));
        }
        if (upper.equals("SHOW REPLICA STATUS")) {
            return Optional.of(replication());
        }
        if (upper.equals("SHOW MASTER STATUS")) {
            return Optional.of(Answer.row(ordered(
                    "File",
                    "mysql-bin.000007",
                    "Position",
                    "4200",
                    "Binlog_Do_DB",
                    "",
                    "Binlog_Ignore_DB",
                    "",
                    "Executed_Gtid_Set",
                    "")));
        }
        if (upper.startsWith("SHOW GRANTS")) {
            return Optional.of(Answer.row(
                    ordered("Grants for mha@%", "GRANT ALL PRIVILEGES ON *.* TO `mha`@`%` WITH GRANT OPTION")));
        }
        if (upper.endsWith("PROCESSLIST")) {
            return Optional.of(new Answer(List.of("Id", "User", "Command", "State"), List.of()));
        }
        return Optional.empty();
    }

    private static Answer named(String sql, Map<String, String> from) {
        List<List<String>> rows = new ArrayList<>();
        Matcher names = QUOTED.matcher(sql);
        while (names.find()) {
            String value = from.get(names.group(1));
            if (value != null) {
                rows.add(List.of(names.group(1), value));
            }
        }
        return new Answer(List.of("Variable_name", "Value"), rows);
    }

    private Answer replication() {
        Map<String, String> row = ordered(
                "Replica_IO_State",
                "Waiting for source to send event",
                "Source_Host",
                "127.0.0.1",
                "Source_User",
                "repl",
                "Source_Port",
                String.valueOf(sourcePort.orElse(0)),
                "Source_Log_File",
                "mysql-bin.000007",
                "Read_Source_Log_Pos",
                "4200",
                "Relay_Log_File",
                "relay.000002",
                "Relay_Log_Pos",
                "320",
                "Relay_Source_Log_File",
                "mysql-bin.000007",
                "Replica_IO_Running",
                "Yes",
                "Replica_SQL_Running",
                "Yes",
                "Last_IO_Errno",
                "0",
                "Last_IO_Error",
                "",
                "Last_SQL_Errno",
                "0",
                "Last_SQL_Error",
                "",
                "Exec_Source_Log_Pos",
                "4200",
                "Source_Server_Id",
                String.valueOf(sourceId),
                "SQL_Delay",
                "0",
                "Seconds_Behind_Source",
                "0",
                "Replica_SQL_Running_State",
                "Replica has read all relay log; waiting for more updates",
                "Retrieved_Gtid_Set",
                "",
                "Auto_Position",
                "0",
                "Channel_Name",
                "");
        Answer answer = Answer.row(row);
        return sourcePort.isPresent() ? answer : new Answer(answer.columns(), List.of());
    }

    private Answer select(String sql, String upper) {
        if (upper.contains("MYSQL.USER")) {
            return Answer.row(ordered("Host", "%", "User", "repl", "Repl_slave_priv", "Y"));
        }
        if (upper.startsWith("SELECT CURRENT_USER()")) {
            return Answer.row(ordered("account", "mha@%"));
        }
        if (upper.startsWith("SELECT UNIX_TIMESTAMP")) {
            long micros = System.currentTimeMillis() * 1000;
            return Answer.row(
                    ordered("now", String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000)));
        }
        if (upper.contains("_LOCK(")) {
            Matcher alias = ALIAS.matcher(sql);
            return Answer.row(ordered(alias.find() ? alias.group(1) : "locked", "1"));
        }
        if (upper.contains("@@")) {
            return variables(sql);
        }
        if (upper.startsWith("SELECT COALESCE(") || upper.startsWith("SELECT COUNT(")) {
            Map<String, String> row = new LinkedHashMap<>();
            ALIAS.matcher(sql).results().forEach(alias -> row.put(alias.group(1), "0"));
            return Answer.row(row);
        }
        return upper.endsWith(" LIMIT 1") ? new Answer(List.of("nothing"), List.of()) : Answer.row(ordered("1", "1"));
    }

    private Answer variables(String sql) {
        Map<String, String> row = new LinkedHashMap<>();
        Matcher found = VARIABLE.matcher(sql);
        while (found.find()) {
            String name = Optional.ofNullable(found.group(2)).orElse(found.group(1));
            row.put(name, variables.getOrDefault(found.group(1), ""));
        }
        return Answer.row(row);
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            row.put(pairs[i], pairs[i + 1]);
        }
        return row;
    }
}

package io.masterha.it.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Everything on a replica that a node command could change and forget: settings of replication, all variables, accounts,
 * channels, files, listening ports and processes.
 */
record Footprint(Map<String, String> parts) {
    /** What a replica's status tells about its progress, and not about its settings. */
    private static final Pattern PROGRESS =
            Pattern.compile("(?i).*(_state|log_file|log_pos|running|errno|error|timestamp"
                    + "|space|seconds_behind.*|gtid_set|gtid_io_pos|gtid_slave_pos|master_server_id|source_server_id"
                    + "|master_uuid|source_uuid|remaining_delay|skip_counter|groups|retried_.*|executed_log_entries"
                    + "|received_heartbeats|_time|_time_diff|status|until_condition)");

    /** Variables that tell about progress, or that are reckoned anew at each look. */
    private static final Pattern MOVING = Pattern.compile(
            "gtid_(executed|purged|owned|binlog_pos|binlog_state|current_pos|slave_pos)|timestamp|identity"
                    + "|last_insert_id|error_count|warning_count|rand_seed.|in_transaction|pseudo_thread_id"
                    + "|server_uid|last_gtid|tls_active.*");

    /** Files of the server that come and go by themselves. */
    private static final String OF_THE_SERVER =
            "^(relay-bin|mysql-bin)|^ib_buffer_pool|^ddl_recovery|^aria_log|^#|\\.pid$|~$|^undo|^ib_logfile|^ibtmp"
                    + "|^tc\\.log|^multi-master|^master\\.info|relay-log\\.info";

    static Footprint of(LabHost host) {
        Map<String, String> parts = new TreeMap<>();
        boolean mariadb = host.flavour().isMariaDb();
        try (Sql session = host.admin()) {
            String show = mariadb
                    ? "SHOW ALL SLAVES STATUS"
                    : host.flavour().hasSourceWords() ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS";
            List<Map<String, String>> channels = session.rows(show);
            parts.put("channels", String.valueOf(channels.size()));
            channels.get(0).forEach((name, value) -> {
                if (!PROGRESS.matcher(name).matches()) {
                    parts.put("status " + name, value);
                }
            });
            for (Map<String, String> row : session.rows("SHOW GLOBAL VARIABLES")) {
                String name = row.getOrDefault("Variable_name", "");
                if (!MOVING.matcher(name).matches()) {
                    parts.put("variable " + name, row.getOrDefault("Value", ""));
                }
            }
            parts.put("heartbeat", heartbeat(host, session));
            parts.put(
                    "accounts",
                    session.rows("SELECT CONCAT(user, '@', host) AS account FROM mysql.user ORDER BY 1")
                            .toString());
        } catch (SQLException e) {
            throw new IllegalStateException(host + ": cannot be looked at", e);
        }
        parts.put(
                "files",
                host.shell("ls -A /var/lib/mysql | grep -vE '" + OF_THE_SERVER + "'; ls -A " + NodeRun.WORK
                        + " | sed 's:^:work :' | grep -vE 'work (tail|diff)\\.binlog'; ls -A /tmp | sed 's:^:tmp :';"
                        + " ls -A /var/tmp | sed 's:^:vartmp :'"));
        parts.put("listening", host.shell("awk '$4 == \"0A\" {print $2}' /proc/net/tcp /proc/net/tcp6 | sort"));
        parts.put("processes", host.shell("pgrep -xc java || true"));
        return new Footprint(parts);
    }

    /** How often the source must give a sign of life: the status does not show it everywhere. */
    private static String heartbeat(LabHost host, Sql session) throws SQLException {
        return host.flavour().hasSourceWords()
                ? session.value(
                        "SELECT HEARTBEAT_INTERVAL FROM performance_schema.replication_connection_configuration")
                : session.rows("SHOW GLOBAL STATUS LIKE 'Slave_heartbeat_period'")
                        .toString();
    }

    /** The host is as it was. */
    void requireSame(LabHost host) {
        Map<String, String> now = new TreeMap<>(of(host).parts);
        Map<String, String> before = new TreeMap<>(parts);
        before.entrySet().removeIf(part -> now.remove(part.getKey(), part.getValue()));
        assertEquals(before.toString(), now.toString(), host + ": what was changed and not put back");
    }
}

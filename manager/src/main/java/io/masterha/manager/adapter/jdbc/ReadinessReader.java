package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.Readiness;
import io.masterha.manager.port.Time;
import io.masterha.manager.topology.ServerVersion;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks a server for its rights, clock and settings with statements that change nothing. */
final class ReadinessReader {
    private static final List<String> VARIABLES = List.of(
            "binlog_format",
            "binlog_encryption",
            "encrypt_binlog",
            "lower_case_table_names",
            "slave_preserve_commit_order",
            "replica_preserve_commit_order",
            "slave_parallel_workers",
            "replica_parallel_workers",
            "slave_parallel_type",
            "replica_parallel_type",
            "sync_relay_log",
            "rpl_semi_sync_master_enabled",
            "rpl_semi_sync_source_enabled",
            "rpl_semi_sync_master_wait_point",
            "rpl_semi_sync_source_wait_point",
            "gtid_mode",
            "rpl_semi_sync_source_enabled",
            "rpl_semi_sync_source_timeout",
            "rpl_semi_sync_source_wait_point",
            "rpl_semi_sync_master_enabled",
            "rpl_semi_sync_master_timeout",
            "rpl_semi_sync_master_wait_point",
            "gtid_strict_mode",
            "log_slave_updates",
            "log_replica_updates");

    /** {@code GRANT SELECT, RELOAD ON *.* TO ...}: only what holds for all databases. */
    private static final Pattern GLOBAL = Pattern.compile("GRANT (.+) ON \\*\\.\\* TO .*", Pattern.DOTALL);

    private final Wire wire;
    private final ServerVersion version;
    private final Time time;

    ReadinessReader(Wire wire, ServerVersion version, Time time) {
        this.wire = wire;
        this.version = version;
        this.time = time;
    }

    Readiness read() {
        List<List<Row>> answers = wire.runAll(List.of(
                SqlCommand.of("SELECT CURRENT_USER() AS account"), SqlCommand.of("SHOW GRANTS"), askVariables()));
        String account = answers.get(0).get(0).text("account");
        Set<String> privileges = privileges(answers.get(1));
        long asked = time.nanos();
        Instant before = time.now();
        String server = wire.run("SELECT UNIX_TIMESTAMP(NOW(6)) AS now").get(0).text("now");
        Duration took = Duration.ofNanos(time.nanos() - asked);
        Duration doubt = took.dividedBy(2);
        Duration ahead = Duration.between(before.plus(doubt), instant(server));
        return new Readiness(account, privileges, unreadable(), ahead, doubt, variables(answers.get(2)));
    }

    static Instant instant(String seconds) {
        BigDecimal exact = new BigDecimal(seconds);
        return Instant.ofEpochSecond(
                exact.longValue(),
                exact.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }

    /** The rows have one column, whose name holds the account. Active roles are resolved by the server. */
    static Set<String> privileges(List<Row> grants) {
        Set<String> privileges = new TreeSet<>();
        for (Row row : grants) {
            for (String line : row.values().values()) {
                Matcher global = GLOBAL.matcher(line);
                if (global.matches()) {
                    for (String name : global.group(1).split(",")) {
                        privileges.add(name.strip().toUpperCase(Locale.ROOT));
                    }
                }
            }
        }
        return privileges;
    }

    /** What the node commands read while they apply a diff. */
    private Map<String, String> reads() {
        Map<String, String> reads = new LinkedHashMap<>();
        boolean isMysql = !version.isMariadb();
        if (isMysql && version.isAtLeast(5, 7, 0)) {
            reads.put(
                    "performance_schema.replication_applier_status_by_worker",
                    "SELECT LAST_ERROR_NUMBER FROM performance_schema.replication_applier_status_by_worker LIMIT 1");
        }
        if (isMysql && version.isAtLeast(8, 0, 27)) {
            reads.put(
                    "performance_schema.replication_connection_configuration",
                    "SELECT CHANNEL_NAME FROM performance_schema.replication_connection_configuration LIMIT 1");
        }
        return reads;
    }

    private List<String> unreadable() {
        List<String> refused = new ArrayList<>();
        reads().forEach((table, sql) -> {
            try {
                wire.run(sql);
            } catch (Problem problem) {
                refused.add(table + " (" + problem.why() + ")");
            }
        });
        return refused;
    }

    private static SqlCommand askVariables() {
        String names = VARIABLES.stream().map(Dialect::literal).collect(Collectors.joining(", "));
        return SqlCommand.of("SHOW GLOBAL VARIABLES WHERE Variable_name IN (" + names + ")");
    }

    private static Map<String, String> variables(List<Row> rows) {
        Map<String, String> values = new HashMap<>();
        for (Row row : rows) {
            values.put(row.text("Variable_name").toLowerCase(Locale.ROOT), row.text("Value"));
        }
        return values;
    }
}

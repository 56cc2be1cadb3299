package io.masterha.node.source;

import io.masterha.binlog.frame.Checksum;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers what a receiver asks before it requests the log, for every server version; the first row that matches wins.
 *
 * <p>The questions were recorded from real receivers of MySQL 5.6, 8.0 and 9.7 and MariaDB 10.11 and 11.8. MySQL from
 * 8.0.22 on says source where older ones and MariaDB say master.
 */
final class QueryAnswers {
    private static final int UNKNOWN_VARIABLE = 1193;
    private static final Pattern HEARTBEAT =
            Pattern.compile("(?:master|source)_heartbeat_period\\s*=\\s*(\\d+)", Pattern.CASE_INSENSITIVE);

    private final PacketChannel channel;
    private final SourceIdentity identity;
    private final Checksum checksum;
    private long heartbeatNanos;

    /** @param checksum what artificial events carry before the first format description is sent */
    QueryAnswers(PacketChannel channel, SourceIdentity identity, Checksum checksum) {
        this.channel = channel;
        this.identity = identity;
        this.checksum = checksum;
    }

    /** The interval that the receiver asked for, in milliseconds; 0 for none. */
    int heartbeatMillis() {
        return (int) Math.min(Integer.MAX_VALUE, (heartbeatNanos + 999_999) / 1_000_000);
    }

    void answer(String query) throws IOException {
        String sql = query.strip().toLowerCase(Locale.ROOT);
        if (sql.startsWith("set ")) {
            Matcher matcher = HEARTBEAT.matcher(sql);
            if (matcher.find()) {
                heartbeatNanos = Long.parseLong(matcher.group(1));
            }
            channel.write(Answers.ok());
        } else if (sql.contains("unix_timestamp")) {
            // The receiver works out the clock difference from it; ours is the replica's own clock.
            value("unix_timestamp()", String.valueOf(Instant.now().getEpochSecond()));
        } else if (sql.contains("binlog_gtid_pos")) {
            // MariaDB would take an answer for its own GTID position.
            value("binlog_gtid_pos()");
        } else if (sql.contains("semi_sync")) {
            if (sql.startsWith("show")) {
                rows(List.of("Variable_name", "Value"), List.of());
            } else {
                channel.write(Answers.error(UNKNOWN_VARIABLE, "HY000", "Unknown system variable"));
            }
        } else if (sql.contains("binlog_checksum")) {
            variable(sql, "binlog_checksum", checksum.name());
        } else if (sql.contains("gtid_mode")) {
            variable(sql, "gtid_mode", identity.gtidMode());
        } else if (sql.contains("gtid_domain_id")) {
            variable(sql, "gtid_domain_id", "0");
        } else if (sql.contains("server_uuid")) {
            variable(sql, "server_uuid", identity.serverUuid());
        } else if (sql.contains("server_id")) {
            variable(sql, "server_id", String.valueOf(identity.serverId()));
        } else if (sql.startsWith("select version()") || sql.contains("@@version")) {
            variable(sql, "version", identity.serverVersion());
        } else {
            // A variable that this source does not have: receivers take it for an older source.
            channel.write(Answers.error(UNKNOWN_VARIABLE, "HY000", "Unknown system variable"));
        }
        channel.flush();
    }

    private void variable(String sql, String name, String value) throws IOException {
        if (sql.startsWith("show")) {
            rows(List.of("Variable_name", "Value"), List.of(List.of(name, value)));
        } else {
            value("@@GLOBAL." + name, value);
        }
    }

    private void value(String column, String... value) throws IOException {
        rows(List.of(column), List.of(List.of(value)));
    }

    private void rows(List<String> columns, List<List<String>> rows) throws IOException {
        channel.write(Answers.columnCount(columns.size()));
        for (String column : columns) {
            channel.write(Answers.column(column));
        }
        channel.write(Answers.eof());
        for (List<String> row : rows) {
            channel.write(Answers.row(row));
        }
        channel.write(Answers.eof());
    }
}

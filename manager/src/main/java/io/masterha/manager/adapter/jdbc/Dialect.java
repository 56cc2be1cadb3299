package io.masterha.manager.adapter.jdbc;

import io.masterha.manager.topology.ServerVersion;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements of one server version: the only place that knows which words which server understands.
 *
 * <p>MySQL renamed master and slave in 8.0.22 and 8.0.23 and removed the old words in 8.4; MariaDB keeps them.
 */
final class Dialect {
    /** Variables that inspection reads; a server leaves out those that it does not know. */
    private static final List<String> VARIABLES = List.of(
            "version",
            "server_id",
            "server_uuid",
            "read_only",
            "super_read_only",
            "gtid_mode",
            "datadir",
            "pid_file",
            "log_bin",
            "log_bin_basename",
            "relay_log",
            "relay_log_basename",
            "relay_log_index",
            "log_slave_updates",
            "log_replica_updates",
            "relay_log_purge",
            "relay_log_recovery",
            "sync_binlog",
            "innodb_flush_log_at_trx_commit",
            "slave_parallel_workers",
            "replica_parallel_workers",
            "slave_parallel_threads");

    private final ServerVersion version;

    Dialect(ServerVersion version) {
        this.version = version;
    }

    ServerVersion version() {
        return version;
    }

    private boolean isMysqlFrom(int major, int minor, int patch) {
        return !version.isMariadb() && version.isAtLeast(major, minor, patch);
    }

    /** SHOW REPLICA STATUS came in 8.0.22, with new column names. */
    private boolean saysReplica() {
        return isMysqlFrom(8, 0, 22);
    }

    /** CHANGE REPLICATION SOURCE came one version later. */
    private boolean saysSource() {
        return isMysqlFrom(8, 0, 23);
    }

    private String replica() {
        return saysReplica() ? "REPLICA" : "SLAVE";
    }

    static String askVersion() {
        return "SELECT @@version AS version";
    }

    static SqlCommand showVariables() {
        String names = VARIABLES.stream().map(Dialect::literal).collect(Collectors.joining(", "));
        String text = "SHOW GLOBAL VARIABLES WHERE Variable_name IN (" + names + ")";
        return SqlCommand.shortened(text, "SHOW GLOBAL VARIABLES");
    }

    /** The same in one row, of those that the server knows; what is ON there is 1 here. */
    static SqlCommand askVariables(Collection<String> known) {
        String columns =
                known.stream().map(name -> "@@global." + name + " AS " + name).collect(Collectors.joining(", "));
        return SqlCommand.shortened("SELECT " + columns, "SELECT variables");
    }

    /** One row for each channel or connection. */
    String showReplicaStatus() {
        return version.isMariadb() ? "SHOW ALL SLAVES STATUS" : "SHOW " + replica() + " STATUS";
    }

    String showBinlogEnd() {
        return isMysqlFrom(8, 2, 0) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    /** SHOW VARIABLES cuts long values off; a GTID set may be long. */
    String askExecutedGtids() {
        return version.isMariadb()
                ? "SELECT @@global.gtid_current_pos AS gtids"
                : "SELECT @@global.gtid_executed AS gtids";
    }

    /** MySQL 5.6 and later; MariaDB has neither of the first two. */
    String askTraits() {
        return version.isMariadb()
                ? "SELECT '' AS uuid, '' AS purged, @@global.sync_binlog AS sync_binlog"
                : "SELECT @@server_uuid AS uuid, @@global.gtid_purged AS purged, @@global.sync_binlog AS sync_binlog";
    }

    /** MariaDB's position names one server of each domain only; its binlog state names all that wrote there. */
    String askHistory() {
        return version.isMariadb()
                ? "SELECT @@global.gtid_binlog_state AS gtids, '' AS purged"
                : "SELECT @@global.gtid_executed AS gtids, @@global.gtid_purged AS purged";
    }

    /** MySQL counts heartbeats for each channel; MariaDB and MySQL 5.6 for all connections together. */
    String askHeartbeats() {
        return isMysqlFrom(5, 7, 0)
                ? "SELECT COALESCE(SUM(COUNT_RECEIVED_HEARTBEATS), 0) AS heartbeats"
                        + " FROM performance_schema.replication_connection_status"
                : "SHOW GLOBAL STATUS LIKE 'Slave_received_heartbeats'";
    }

    /** State of every thread of the server; the applier's workers among them. */
    static String showThreads() {
        return "SHOW PROCESSLIST";
    }

    static String kill(long thread) {
        return "KILL " + thread;
    }

    /** How many of the applier's threads have a transaction in hand; MySQL from 8.0 on. */
    static String askTransactionsInHand() {
        return "SELECT (SELECT COUNT(*) FROM performance_schema.replication_applier_status_by_coordinator"
                + " WHERE PROCESSING_TRANSACTION <> '') + (SELECT COUNT(*) FROM"
                + " performance_schema.replication_applier_status_by_worker WHERE APPLYING_TRANSACTION <> '') AS in_hand";
    }

    /** Brings workers that stand at different places to one position; MySQL only. */
    String startApplierUntilNoGaps(String channel) {
        return threads("START", " SQL_THREAD UNTIL SQL_AFTER_MTS_GAPS", channel);
    }

    String stopReceiver(String channel) {
        return threads("STOP", " IO_THREAD", channel);
    }

    String stopReplication(String channel) {
        return threads("STOP", "", channel);
    }

    String startApplier(String channel) {
        return threads("START", " SQL_THREAD", channel);
    }

    String stopApplier(String channel) {
        return threads("STOP", " SQL_THREAD", channel);
    }

    String startReplication(String channel) {
        return threads("START", "", channel);
    }

    String forgetSource(String channel) {
        return version.isMariadb()
                ? "RESET SLAVE" + connection(channel) + " ALL"
                : "RESET " + replica() + " ALL" + forChannel(channel);
    }

    private String threads(String verb, String which, String channel) {
        return version.isMariadb()
                ? verb + " SLAVE" + connection(channel) + which
                : verb + " " + replica() + which + forChannel(channel);
    }

    private static String connection(String channel) {
        return channel.isEmpty() ? "" : " " + literal(channel);
    }

    private static String forChannel(String channel) {
        return channel.isEmpty() ? "" : " FOR CHANNEL " + literal(channel);
    }

    /** CHANGE REPLICATION SOURCE or CHANGE MASTER for the given order. */
    SqlCommand changeSource(SourceChange change, String channel) {
        ChangeClauses clauses = new ChangeClauses(saysSource() ? "SOURCE_" : "MASTER_");
        clauses.text("HOST", change.host());
        clauses.number("PORT", change.port());
        change.login().ifPresent(login -> {
            clauses.text("USER", login.user());
            clauses.secret("PASSWORD", login.password());
        });
        change.from().ifPresent(from -> {
            clauses.text("LOG_FILE", from.file());
            clauses.number("LOG_POS", from.offset());
        });
        boolean byGtid = change.from().isEmpty();
        if (version.isMariadb()) {
            clauses.word("USE_GTID", byGtid ? "slave_pos" : "no");
        } else {
            if (!byGtid && isMysqlFrom(8, 0, 27)) {
                // Auto position cannot be switched off while this is on.
                clauses.plain("GTID_ONLY", "0");
            }
            clauses.number("AUTO_POSITION", byGtid ? 1 : 0);
            if (isMysqlFrom(8, 0, 4)) {
                // caching_sha2_password over an unencrypted connection needs it; encrypted ones do not use it.
                clauses.plain(saysSource() ? "GET_SOURCE_PUBLIC_KEY" : "GET_MASTER_PUBLIC_KEY", "1");
            }
        }
        change.tls().ifPresent(tls -> tls.addTo(clauses));
        String verb = saysSource() ? "CHANGE REPLICATION SOURCE TO " : "CHANGE MASTER TO ";
        if (version.isMariadb()) {
            return clauses.command("CHANGE MASTER" + connection(channel) + " TO ", "");
        }
        return clauses.command(verb, forChannel(channel));
    }

    /** In the order in which they must run. */
    List<String> setWritable(boolean writable) {
        boolean knowsSuper = isMysqlFrom(5, 7, 8);
        if (writable) {
            return knowsSuper
                    ? List.of("SET GLOBAL super_read_only = 0", "SET GLOBAL read_only = 0")
                    : List.of("SET GLOBAL read_only = 0");
        }
        return knowsSuper
                ? List.of("SET GLOBAL read_only = 1", "SET GLOBAL super_read_only = 1")
                : List.of("SET GLOBAL read_only = 1");
    }

    static String setServerId(long serverId) {
        return "SET GLOBAL server_id = " + serverId;
    }

    static String setRelayLogPurge(boolean purge) {
        return "SET GLOBAL relay_log_purge = " + (purge ? 1 : 0);
    }

    /**
     * Session variables of every connection: a day of idleness, whatever the server allows its clients; and an
     * {@code sql_mode} in which {@link #literal} is right.
     */
    static String sessionVariables() {
        return "wait_timeout=86400,sql_mode=''";
    }

    static String takeLock(String name, Duration wait) {
        return "SELECT GET_LOCK(" + literal(name) + ", " + Math.max(0, wait.toSeconds()) + ") AS taken";
    }

    static String askLock(String name) {
        return "SELECT IS_USED_LOCK(" + literal(name) + ") = CONNECTION_ID() AS held";
    }

    static String releaseLock(String name) {
        return "SELECT RELEASE_LOCK(" + literal(name) + ") AS released";
    }

    /** Text as an SQL literal; counts on an {@code sql_mode} without NO_BACKSLASH_ESCAPES. */
    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}

package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statements of one server version: the only place in the node commands that knows who understands what. */
final class ReplicaDialect {
    /** Two runs at once, one of them perhaps of a connection that is lost, would point the replica at two virtual sources. */
    static final String APPLY_LOCK = "masterha_apply_diff";

    static final String TAKE_APPLY_LOCK = "SELECT GET_LOCK('" + APPLY_LOCK + "', 30) AS taken";
    static final String ASK_VERSION = "SELECT @@version AS version";
    static final String SHOW_VARIABLES = "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('gtid_mode', 'datadir',"
            + " 'relay_log', 'relay_log_basename', 'relay_log_index', 'relay_log_purge', 'sync_binlog',"
            + " 'innodb_flush_log_at_trx_commit', 'server_id', 'replica_parallel_workers', 'slave_parallel_workers',"
            + " 'slave_parallel_threads', 'slave_parallel_mode', 'replica_parallel_type', 'slave_parallel_type',"
            + " 'replica_preserve_commit_order', 'slave_preserve_commit_order', 'super_read_only', 'local_infile', 'socket', 'log_bin',"
            + " 'log_replica_updates', 'log_slave_updates', 'max_relay_log_size', 'slave_parallel_max_queued')";
    /** Grows with every page that is changed, also inside a transaction of hours. */
    static final String SHOW_PAGE_WRITES = "SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_write_requests'";

    static final String ASK_GTIDS = "SELECT @@global.gtid_executed AS gtids";

    static final String ASK_MARIADB_GTIDS = "SELECT @@global.gtid_slave_pos AS gtids";

    /** MHA's name; its managers and ours take this lock on each replica for a failover. */
    static final String FAILOVER_LOCK = "MHA_Master_High_Availability_Failover";

    static final String TAKE_FAILOVER_LOCK = "SELECT GET_LOCK('" + FAILOVER_LOCK + "', 5) AS taken";
    static final String RELEASE_FAILOVER_LOCK = "SELECT RELEASE_LOCK('" + FAILOVER_LOCK + "') AS released";

    static final String SHOW_THREADS = "SHOW PROCESSLIST";

    private final ServerVersion version;
    private final String channel;

    ReplicaDialect(ServerVersion version, String channel) {
        this.version = version;
        this.channel = channel;
    }

    boolean isMariadb() {
        return version.isMariadb();
    }

    /** Whether its client side knows caching_sha2_password for certain; newer ones may lack the older plugin. */
    boolean knowsSha2() {
        return version.isMysqlFrom(8, 0, 4);
    }

    private boolean saysReplica() {
        return version.isMysqlFrom(8, 0, 22);
    }

    private boolean saysSource() {
        return version.isMysqlFrom(8, 0, 23);
    }

    /** One row for each channel or connection. */
    String showStatus() {
        return version.isMariadb()
                ? "SHOW ALL SLAVES STATUS"
                : "SHOW " + (saysReplica() ? "REPLICA" : "SLAVE") + " STATUS";
    }

    String stop() {
        return threads("STOP", "");
    }

    String stopReceiver() {
        return threads("STOP", " IO_THREAD");
    }

    String stopApplier() {
        return threads("STOP", " SQL_THREAD");
    }

    String startApplier() {
        return threads("START", " SQL_THREAD");
    }

    /** Only MySQL has gaps that it must close itself. */
    String startApplierUntilNoGaps() {
        return "START " + (saysReplica() ? "REPLICA" : "SLAVE") + " SQL_THREAD UNTIL SQL_AFTER_MTS_GAPS" + forChannel();
    }

    /** Begins a new relay log, without a trace in the binary log. */
    String flushRelayLogs() {
        String flush = "FLUSH NO_WRITE_TO_BINLOG RELAY LOGS";
        return version.isMariadb() && !channel.isEmpty() ? flush + " " + literal(channel) : flush + forChannel();
    }

    String start() {
        return threads("START", "");
    }

    private String threads(String verb, String which) {
        if (version.isMariadb()) {
            return verb + " SLAVE" + (channel.isEmpty() ? "" : " " + literal(channel)) + which;
        }
        return verb + (saysReplica() ? " REPLICA" : " SLAVE") + which + forChannel();
    }

    private String forChannel() {
        return channel.isEmpty() ? "" : " FOR CHANNEL " + literal(channel);
    }

    /** What each worker says about its error, with statement or table; a server that cannot say has no rows. */
    Optional<String> askWorkerErrors() {
        return version.isMysqlFrom(5, 7, 0)
                ? Optional.of("SELECT LAST_ERROR_MESSAGE AS message FROM"
                        + " performance_schema.replication_applier_status_by_worker WHERE LAST_ERROR_NUMBER <> 0")
                : Optional.empty();
    }

    /** What the status does not show and a change to file and position must switch off. */
    String askGtidOnly() {
        return version.isMysqlFrom(8, 0, 27)
                ? "SELECT GTID_ONLY AS gtid_only FROM performance_schema.replication_connection_configuration"
                        + " WHERE CHANNEL_NAME = " + literal(channel)
                : "SELECT 'NO' AS gtid_only";
    }

    /** How often the source must give a sign of life, as the column {@code Value}. */
    String askHeartbeat() {
        return version.isMysqlFrom(5, 7, 0)
                ? "SELECT HEARTBEAT_INTERVAL AS Value FROM performance_schema.replication_connection_configuration"
                        + " WHERE CHANNEL_NAME = " + literal(channel)
                : "SHOW GLOBAL STATUS LIKE 'Slave_heartbeat_period'";
    }

    /**
     * Whether {@code START SLAVE SQL_THREAD} throws away what is received and not executed, both threads being stopped.
     *
     * <p>MariaDB does that with GTIDs: it means to fetch everything from its source again.
     *
     * @param usedGtid as the status shows it
     */
    boolean startPurgesRelayLogs(String usedGtid) {
        return version.isMariadb() && !usedGtid.isEmpty() && !usedGtid.equalsIgnoreCase("No");
    }

    /** Whether the receiver can be pointed elsewhere while the applier runs, which also keeps the relay logs. */
    boolean changesReceiverAlone() {
        return version.isMysqlFrom(5, 7, 4);
    }

    /**
     * Points the receiver alone at the virtual source, the applier goes on.
     *
     * @param from where it goes on receiving; empty to ask by GTID as before
     */
    String receiveFromVirtual(int port, String user, Optional<BinlogPosition> from) {
        List<String> clauses = loopback(port, user);
        from.ifPresent(position -> {
            clauses.add(prefix() + "LOG_FILE = " + literal(position.file()));
            clauses.add(prefix() + "LOG_POS = " + position.offset());
        });
        clauses.add(prefix() + "SSL = 0");
        return change(clauses);
    }

    /** Points the replica at the virtual source; the password stays, the virtual source does not look at it. */
    String followVirtual(int port, String user, BinlogPosition from) {
        List<String> clauses = loopback(port, user);
        String prefix = prefix();
        addPosition(clauses, from);
        clauses.add(prefix + "SSL = 0");
        if (version.isMariadb()) {
            clauses.add("MASTER_SSL_VERIFY_SERVER_CERT = 0");
        }
        clauses.add(prefix + "DELAY = 0");
        return change(clauses);
    }

    /**
     * Puts the former settings back, with the position that is executed by now; in the order in which they must run.
     *
     * <p>GTID positioning needs a statement of its own: it cannot be set together with a position.
     */
    List<String> restore(FormerSettings former, BinlogPosition executed) {
        List<String> clauses = new ArrayList<>();
        String prefix = prefix();
        clauses.add(prefix + "HOST = " + literal(former.host()));
        clauses.add(prefix + "PORT = " + former.port());
        clauses.add(prefix + "USER = " + literal(former.user()));
        addPosition(clauses, executed);
        clauses.add(prefix + "SSL = " + (former.ssl() ? 1 : 0));
        if (version.isMariadb()) {
            clauses.add("MASTER_SSL_VERIFY_SERVER_CERT = " + (former.sslVerify() ? 1 : 0));
        }
        clauses.add(prefix + "DELAY = " + former.delaySeconds());
        // In each statement: MariaDB sets it back to its default in every one that does not name it.
        List<String> heartbeat = former.heartbeatSeconds().isEmpty()
                ? List.of()
                : List.of(prefix + "HEARTBEAT_PERIOD = " + former.heartbeatSeconds());
        clauses.addAll(heartbeat);
        List<String> statements = new ArrayList<>(List.of(change(clauses)));
        if (version.isMariadb()) {
            if (!former.gtid().isEmpty() && !former.gtid().equalsIgnoreCase("No")) {
                List<String> gtid = new ArrayList<>(List.of("MASTER_USE_GTID = " + former.gtid()));
                gtid.addAll(heartbeat);
                statements.add(change(gtid));
            }
        } else if (former.gtid().equals("1")) {
            List<String> gtid = new ArrayList<>(List.of(prefix + "AUTO_POSITION = 1"));
            if (former.gtidOnly()) {
                gtid.add("GTID_ONLY = 1");
            }
            gtid.addAll(heartbeat);
            statements.add(change(gtid));
        }
        return statements;
    }

    private List<String> loopback(int port, String user) {
        List<String> clauses = new ArrayList<>();
        clauses.add(prefix() + "HOST = '127.0.0.1'");
        clauses.add(prefix() + "PORT = " + port);
        clauses.add(prefix() + "USER = " + literal(user));
        return clauses;
    }

    private void addPosition(List<String> clauses, BinlogPosition position) {
        clauses.add(prefix() + "LOG_FILE = " + literal(position.file()));
        clauses.add(prefix() + "LOG_POS = " + position.offset());
        if (version.isMariadb()) {
            clauses.add("MASTER_USE_GTID = no");
        } else {
            if (version.isMysqlFrom(8, 0, 27)) {
                clauses.add("GTID_ONLY = 0");
            }
            clauses.add(prefix() + "AUTO_POSITION = 0");
        }
    }

    private String prefix() {
        return saysSource() ? "SOURCE_" : "MASTER_";
    }

    private String change(List<String> clauses) {
        String all = String.join(", ", clauses);
        if (version.isMariadb()) {
            return "CHANGE MASTER" + (channel.isEmpty() ? "" : " " + literal(channel)) + " TO " + all;
        }
        return (saysSource() ? "CHANGE REPLICATION SOURCE TO " : "CHANGE MASTER TO ") + all + forChannel();
    }

    /** How many appliers work side by side; 0 for one session that reads and executes, where that is still known. */
    String setWorkers(long count) {
        String name = version.isMariadb()
                ? "slave_parallel_threads"
                : version.isMysqlFrom(8, 0, 26) ? "replica_parallel_workers" : "slave_parallel_workers";
        return set(name, count);
    }

    static String setMariadbGtids(String gtids) {
        return "SET GLOBAL gtid_slave_pos = " + literal(gtids);
    }

    static String kill(long thread) {
        return "KILL " + thread;
    }

    static String set(String variable, long value) {
        return "SET GLOBAL " + variable + " = " + value;
    }

    /** Text as an SQL literal; counts on an {@code sql_mode} without NO_BACKSLASH_ESCAPES. */
    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}

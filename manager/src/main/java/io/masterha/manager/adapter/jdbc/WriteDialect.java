package io.masterha.manager.adapter.jdbc;

import io.masterha.manager.topology.ServerVersion;
import java.time.Duration;
import java.util.Optional;

/** The statements that stop, watch and allow writes, as one server version understands them. */
final class WriteDialect {
    private final ServerVersion version;

    WriteDialect(ServerVersion version) {
        this.version = version;
    }

    boolean isMariadb() {
        return version.isMariadb();
    }

    private boolean isMysqlFrom(int major, int minor, int patch) {
        return !version.isMariadb() && version.isAtLeast(major, minor, patch);
    }

    boolean hasSuperReadOnly() {
        return isMysqlFrom(5, 7, 8);
    }

    String askState() {
        return "SELECT @@global.read_only AS read_only, "
                + (hasSuperReadOnly() ? "@@global.super_read_only" : "0")
                + " AS super_read_only";
    }

    /** {@code super_read_only} sets {@code read_only} too; both wait for writes and commits that are under way. */
    String refuseWrites() {
        return hasSuperReadOnly() ? "SET GLOBAL super_read_only = 1" : "SET GLOBAL read_only = 1";
    }

    /** Whole seconds, at least one: what a statement waits for a lock before it fails by itself. */
    static String lockPatience(Duration limit) {
        return "SET SESSION lock_wait_timeout = " + Math.max(1, limit.toSeconds());
    }

    static String lockTables() {
        return "FLUSH TABLES WITH READ LOCK";
    }

    static String unlockTables() {
        return "UNLOCK TABLES";
    }

    static String closeTables() {
        return "FLUSH NO_WRITE_TO_BINLOG TABLES";
    }

    static String askEventScheduler() {
        return "SELECT @@global.event_scheduler = 'ON' AS event_scheduler";
    }

    static String setEventScheduler(boolean on) {
        return "SET GLOBAL event_scheduler = " + (on ? "ON" : "OFF");
    }

    static String showConnections() {
        return "SHOW FULL PROCESSLIST";
    }

    static String askConnectionId() {
        return "SELECT CONNECTION_ID() AS id";
    }

    static String kill(long id) {
        return "KILL " + id;
    }

    /** Transactions that have changed rows, by connection. */
    static String showWritingTransactions() {
        return "SELECT trx_mysql_thread_id AS id, TIMESTAMPDIFF(SECOND, trx_started, NOW()) AS age"
                + " FROM information_schema.innodb_trx WHERE trx_rows_modified > 0";
    }

    /** Only itself is seen by an account that may not read all of the schema mysql. */
    static String countGrantees() {
        return "SELECT COUNT(DISTINCT GRANTEE) AS grantees FROM information_schema.user_privileges";
    }

    /** Accounts that {@code read_only} does not stop. */
    static String showPrivileged() {
        return "SELECT DISTINCT GRANTEE AS grantee FROM information_schema.user_privileges"
                + " WHERE PRIVILEGE_TYPE IN ('SUPER', 'CONNECTION_ADMIN', 'READ_ONLY ADMIN', 'READ ONLY ADMIN')";
    }

    /** MariaDB shows a role's privileges under the role; these are the users that may take one on. */
    static String showRoleMembers() {
        return "SELECT User AS user, Role AS role FROM mysql.roles_mapping";
    }

    static String showPrepared() {
        return "XA RECOVER";
    }

    /**
     * A wait on the server for a GTID set: quicker than asking again and again. That of 5.6 says nothing when the applier is
     * stopped.
     *
     * @return a query for {@code gtid_mode}, only where it is ON do GTIDs say all, and {@code done}, which is 1 when the set is
     *     executed; empty where positions must do
     */
    Optional<String> awaitGtids(String gtids, Duration limit) {
        if (version.isMariadb() || gtids.isEmpty()) {
            return Optional.empty();
        }
        String set = Dialect.literal(gtids);
        String arguments = "(" + set + ", " + Math.max(1, limit.toSeconds()) + ")";
        String done = isMysqlFrom(5, 7, 5)
                ? "WAIT_FOR_EXECUTED_GTID_SET" + arguments + " = 0"
                : "IF(GTID_SUBSET(" + set + ", @@global.gtid_executed), 1, WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS"
                        + arguments + " >= 0)";
        return Optional.of(
                "SELECT @@global.gtid_mode AS gtid_mode, IF(@@global.gtid_mode = 'ON', " + done + ", 0) AS done");
    }

    /** A server that was a source knows its GTID position only as {@code gtid_current_pos}; a replica goes by the other. */
    static String startFromOwnGtids() {
        return "SET GLOBAL gtid_slave_pos = @@global.gtid_current_pos";
    }
}

package io.masterha.manager.app.check;

import io.masterha.manager.port.Readiness;
import io.masterha.manager.topology.ServerVersion;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the manager's account needs, by server version: one row for each need.
 *
 * <p>Sources: MySQL manual, "Privileges Provided by MySQL"; MariaDB knowledge base, "GRANT", with the splits of SUPER in
 * 10.5, 10.11 and 11.0.
 */
final class PrivilegeTable {
    /**
     * One need.
     *
     * @param on the servers that it is for
     * @param anyOf privileges that each suffice; the first is the one to grant
     * @param purpose what cannot be done without
     */
    record Need(Predicate<ServerVersion> on, List<String> anyOf, String purpose) {
        boolean isMetBy(Readiness account) {
            return account.privileges().contains("ALL PRIVILEGES")
                    || anyOf.stream().anyMatch(account.privileges()::contains);
        }
    }

    private static final Predicate<ServerVersion> MARIADB = ServerVersion::isMariadb;
    private static final Predicate<ServerVersion> SPLIT_MARIADB = MARIADB.and(v -> v.isAtLeast(10, 5, 2));
    private static final Predicate<ServerVersion> OLD_MARIADB = MARIADB.and(SPLIT_MARIADB.negate());
    private static final Predicate<ServerVersion> MARIADB_11 = MARIADB.and(v -> v.isAtLeast(11, 0, 0));
    private static final Predicate<ServerVersion> MARIADB_10 = SPLIT_MARIADB.and(MARIADB_11.negate());
    private static final Predicate<ServerVersion> MYSQL = MARIADB.negate();
    private static final Predicate<ServerVersion> MYSQL_8 = MYSQL.and(v -> v.isAtLeast(8, 0, 0));
    private static final Predicate<ServerVersion> THREADS_ARE_GUARDED = MYSQL.and(v -> v.isAtLeast(8, 0, 16));
    private static final Predicate<ServerVersion> OLD = OLD_MARIADB.or(MYSQL.and(MYSQL_8.negate()));
    private static final Predicate<ServerVersion> READ_ONLY_IS_SUPER = MARIADB_10.and(v -> !v.isAtLeast(10, 11, 0));
    private static final Predicate<ServerVersion> READ_ONLY_IS_ITS_OWN = MARIADB.and(v -> v.isAtLeast(10, 11, 0));

    /** What an account needs with which replicas follow; the same on all servers. */
    static final String TO_REPLICATE = "REPLICATION SLAVE";

    private static final String FOLLOW = "stop, start and change replication";
    private static final String OPEN = "open the new source for writes and close the old one";
    private static final String ENTER = "log in when all connections are taken";
    private static final String END =
            "end an applier that waits 60 s for the rest of a transaction whose source is lost";
    private static final String LOOK = "read the replication status and the end of the binary log";

    static final List<Need> ROWS = List.of(
            new Need(OLD, List.of("SUPER"), FOLLOW + "; " + OPEN),
            new Need(OLD, List.of("REPLICATION CLIENT", "SUPER"), LOOK),
            new Need(MYSQL_8, List.of("REPLICATION_SLAVE_ADMIN", "SUPER"), FOLLOW),
            new Need(MYSQL_8, List.of("SYSTEM_VARIABLES_ADMIN", "SUPER"), OPEN),
            new Need(MYSQL_8, List.of("REPLICATION CLIENT", "SUPER"), LOOK),
            new Need(MARIADB_10, List.of("REPLICATION SLAVE ADMIN", "SUPER"), FOLLOW),
            new Need(MARIADB_11, List.of("REPLICATION SLAVE ADMIN"), FOLLOW),
            new Need(READ_ONLY_IS_SUPER, List.of("READ_ONLY ADMIN", "READ ONLY ADMIN", "SUPER"), OPEN),
            new Need(READ_ONLY_IS_ITS_OWN, List.of("READ_ONLY ADMIN", "READ ONLY ADMIN"), OPEN),
            new Need(MARIADB_10, List.of("BINLOG MONITOR", "REPLICATION CLIENT", "SUPER"), LOOK),
            new Need(MARIADB_11, List.of("BINLOG MONITOR", "REPLICATION CLIENT"), LOOK),
            new Need(MARIADB_10, List.of("SLAVE MONITOR", "REPLICA MONITOR", "SUPER"), LOOK),
            new Need(MARIADB_11, List.of("SLAVE MONITOR", "REPLICA MONITOR"), LOOK),
            new Need(MYSQL_8, List.of("CONNECTION_ADMIN", "SUPER"), ENTER + "; " + END),
            new Need(THREADS_ARE_GUARDED, List.of("SYSTEM_USER"), END),
            new Need(SPLIT_MARIADB, List.of("CONNECTION ADMIN", "SUPER"), ENTER),
            new Need(v -> true, List.of("RELOAD"), "clear the replication settings of the new source"),
            new Need(v -> true, List.of("PROCESS"), "see whether the appliers have work left"));

    private PrivilegeTable() {}

    /** What an account lacks on a server of this version. */
    static List<Need> lacking(ServerVersion version, Readiness account) {
        return ROWS.stream()
                .filter(need -> need.on().test(version) && !need.isMetBy(account))
                .toList();
    }
}

package io.masterha.manager.adapter.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.topology.ServerVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectTest {
    private static final Optional<BinlogPosition> FROM = Optional.of(new BinlogPosition("mysql-bin.000007", 4200));
    private static final DatabaseLogin LOGIN = new DatabaseLogin("repl", "it's\\secret");

    private static Dialect dialect(String version) {
        return new Dialect(ServerVersion.parse(version));
    }

    private static SourceChange to(Optional<BinlogPosition> from) {
        return new SourceChange("db2", 3307, Optional.of(LOGIN), from, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5.6.24-log            | SHOW SLAVE STATUS      | SHOW MASTER STATUS     | STOP SLAVE IO_THREAD
            5.7.44                | SHOW SLAVE STATUS      | SHOW MASTER STATUS     | STOP SLAVE IO_THREAD
            8.0.21                | SHOW SLAVE STATUS      | SHOW MASTER STATUS     | STOP SLAVE IO_THREAD
            8.0.22                | SHOW REPLICA STATUS    | SHOW MASTER STATUS     | STOP REPLICA IO_THREAD
            8.0.36-28             | SHOW REPLICA STATUS    | SHOW MASTER STATUS     | STOP REPLICA IO_THREAD
            8.4.0                 | SHOW REPLICA STATUS    | SHOW BINARY LOG STATUS | STOP REPLICA IO_THREAD
            9.7.4                 | SHOW REPLICA STATUS    | SHOW BINARY LOG STATUS | STOP REPLICA IO_THREAD
            10.11.19-MariaDB-log  | SHOW ALL SLAVES STATUS | SHOW MASTER STATUS     | STOP SLAVE IO_THREAD
            11.8.6-MariaDB        | SHOW ALL SLAVES STATUS | SHOW MASTER STATUS     | STOP SLAVE IO_THREAD
            """)
    void every_version_gets_the_words_that_it_knows(String version, String status, String end, String stop) {
        Dialect dialect = dialect(version);
        assertEquals(status, dialect.showReplicaStatus());
        assertEquals(end, dialect.showBinlogEnd());
        assertEquals(stop, dialect.stopReceiver(""));
    }

    @Test
    void mysql_5_6_changes_master_by_position() {
        assertEquals(
                "CHANGE MASTER TO MASTER_HOST = 'db2', MASTER_PORT = 3307, MASTER_USER = 'repl', "
                        + "MASTER_PASSWORD = 'it''s\\\\secret', MASTER_LOG_FILE = 'mysql-bin.000007', "
                        + "MASTER_LOG_POS = 4200, MASTER_AUTO_POSITION = 0",
                dialect("5.6.24").changeSource(to(FROM), "").text());
    }

    @Test
    void mysql_9_7_changes_source_by_position_and_leaves_gtid_only() {
        assertEquals(
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'db2', SOURCE_PORT = 3307, SOURCE_USER = 'repl', "
                        + "SOURCE_PASSWORD = '***', SOURCE_LOG_FILE = 'mysql-bin.000007', SOURCE_LOG_POS = 4200, "
                        + "GTID_ONLY = 0, SOURCE_AUTO_POSITION = 0, GET_SOURCE_PUBLIC_KEY = 1",
                dialect("9.7.4").changeSource(to(FROM), "").shown());
    }

    @Test
    void mysql_8_0_by_gtid_on_a_channel() {
        assertEquals(
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'db2', SOURCE_PORT = 3307, SOURCE_USER = 'repl', "
                        + "SOURCE_PASSWORD = '***', SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1 "
                        + "FOR CHANNEL 'east'",
                dialect("8.0.33").changeSource(to(Optional.empty()), "east").shown());
    }

    @Test
    void mariadb_uses_its_own_words_for_gtid_and_connections() {
        Dialect mariadb = dialect("10.11.19-MariaDB");
        assertEquals(
                "CHANGE MASTER 'east' TO MASTER_HOST = 'db2', MASTER_PORT = 3307, MASTER_USER = 'repl', "
                        + "MASTER_PASSWORD = '***', MASTER_USE_GTID = slave_pos",
                mariadb.changeSource(to(Optional.empty()), "east").shown());
        assertTrue(mariadb.changeSource(to(FROM), "").text().endsWith("MASTER_LOG_POS = 4200, MASTER_USE_GTID = no"));
        assertEquals("STOP SLAVE 'east' IO_THREAD", mariadb.stopReceiver("east"));
        assertEquals("RESET SLAVE 'east' ALL", mariadb.forgetSource("east"));
    }

    @Test
    void the_replicas_encryption_is_kept() {
        ReplicationTls tls = new ReplicationTls(true, "/ca.pem", "", "", "", "", true);
        SourceChange change = new SourceChange("db2", 3306, Optional.empty(), Optional.empty(), Optional.of(tls));
        assertTrue(dialect("9.7.4")
                .changeSource(change, "")
                .text()
                .endsWith("SOURCE_SSL = 1, SOURCE_SSL_VERIFY_SERVER_CERT = 1, SOURCE_SSL_CA = '/ca.pem'"));
    }

    @Test
    void a_password_is_never_shown() {
        for (String version : List.of("5.6.24", "8.0.21", "8.0.33", "9.7.4", "11.8.6-MariaDB")) {
            SqlCommand command = dialect(version).changeSource(to(FROM), "");
            assertTrue(command.text().contains("secret"), version);
            assertFalse(command.shown().contains("secret"), version);
            assertFalse(command.toString().contains("secret"), version);
        }
        assertFalse(LOGIN.toString().contains("secret"));
    }

    @Test
    void super_read_only_is_set_where_it_exists() {
        assertEquals(List.of("SET GLOBAL read_only = 1"), dialect("5.6.24").setWritable(false));
        assertEquals(
                List.of("SET GLOBAL read_only = 1", "SET GLOBAL super_read_only = 1"),
                dialect("5.7.8").setWritable(false));
        assertEquals(
                List.of("SET GLOBAL super_read_only = 0", "SET GLOBAL read_only = 0"),
                dialect("9.7.4").setWritable(true));
        assertEquals(
                List.of("SET GLOBAL read_only = 0"), dialect("11.8.6-MariaDB").setWritable(true));
    }
}

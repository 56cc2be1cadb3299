package io.masterha.manager.adapter.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.ServerFiles;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatusReaderTest {
    private static Row row(String... pairs) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return new Row(values);
    }

    @Test
    void old_and_new_column_names_mean_the_same() {
        ReplicationStatus old = StatusReader.replication(row(
                "Master_Host",
                "db1",
                "Master_Port",
                "3306",
                "Master_User",
                "repl",
                "Master_Server_Id",
                "4294967295",
                "Slave_IO_Running",
                "Connecting",
                "Slave_SQL_Running",
                "Yes",
                "Last_IO_Errno",
                "2003",
                "Last_IO_Error",
                "cannot connect",
                "Last_SQL_Errno",
                "0",
                "Last_SQL_Error",
                "",
                "Master_Log_File",
                "mysql-bin.000008",
                "Read_Master_Log_Pos",
                "5000000000",
                "Relay_Master_Log_File",
                "mysql-bin.000007",
                "Exec_Master_Log_Pos",
                "4200",
                "Retrieved_Gtid_Set",
                "",
                "Auto_Position",
                "0",
                "SQL_Delay",
                "0",
                "Replicate_Do_DB",
                "b,a",
                "Replicate_Ignore_Server_Ids",
                "7"));
        ReplicationStatus young = StatusReader.replication(row(
                "Source_Host",
                "db1",
                "Source_Port",
                "3306",
                "Source_User",
                "repl",
                "Source_Server_Id",
                "4294967295",
                "Replica_IO_Running",
                "Connecting",
                "Replica_SQL_Running",
                "Yes",
                "Last_IO_Errno",
                "2003",
                "Last_IO_Error",
                "cannot connect",
                "Last_SQL_Errno",
                "0",
                "Last_SQL_Error",
                "",
                "Source_Log_File",
                "mysql-bin.000008",
                "Read_Source_Log_Pos",
                "5000000000",
                "Relay_Source_Log_File",
                "mysql-bin.000007",
                "Exec_Source_Log_Pos",
                "4200",
                "Retrieved_Gtid_Set",
                "",
                "Auto_Position",
                "0",
                "SQL_Delay",
                "0",
                "Replicate_Do_DB",
                "b,a",
                "Replicate_Ignore_Server_Ids",
                "7"));
        assertEquals(old, young);
        assertEquals(Receiver.CONNECTING, old.receiver());
        assertEquals("2003: cannot connect", old.receiverError());
        assertEquals(new BinlogPosition("mysql-bin.000008", 5_000_000_000L), old.received());
        assertEquals(new BinlogPosition("mysql-bin.000007", 4200), old.executed());
        assertEquals(4_294_967_295L, old.sourceServerId());
        assertEquals(OptionalLong.empty(), old.lagSeconds());
        assertEquals(Map.of("Replicate_Do_DB", "a,b"), old.filters());
    }

    @Test
    void mariadb_gtids_count_only_when_it_follows_by_gtid() {
        Row without = row("Master_Host", "db1", "Using_Gtid", "No", "Gtid_IO_Pos", "0-1-7");
        Row with = row("Master_Host", "db1", "Using_Gtid", "Slave_Pos", "Gtid_IO_Pos", "0-1-7, 1-2-3");
        assertEquals("", StatusReader.replication(without).receivedGtids());
        assertFalse(StatusReader.replication(without).autoPosition());
        assertEquals("0-1-7,1-2-3", StatusReader.replication(with).receivedGtids());
        assertTrue(StatusReader.replication(with).autoPosition());
    }

    @Test
    void a_gtid_set_over_several_lines_is_one_text() {
        assertEquals(
                "a:1-5,b:1-7",
                StatusReader.mark(row("File", "x.000001", "Position", "4"), "a:1-5,\nb:1-7")
                        .gtids());
    }

    @Test
    void a_server_without_a_binary_log_has_an_empty_mark() {
        assertEquals(new BinlogPosition("", 0), StatusReader.mark(row(), "").position());
    }

    @Test
    void files_are_absolute() {
        assertEquals(
                new ServerFiles("/data", "/data/db1.pid", "/logs", "/data/relay-bin.index"),
                StatusReader.files(row(
                        "datadir",
                        "/data/",
                        "pid_file",
                        "db1.pid",
                        "log_bin",
                        "ON",
                        "log_bin_basename",
                        "/logs/mysql-bin",
                        "relay_log_index",
                        "./relay-bin.index")));
    }

    @Test
    void a_relay_log_index_that_is_not_told_follows_from_the_base_name() {
        assertEquals(
                "/data/relay-bin.index",
                StatusReader.files(row("datadir", "/data/", "relay_log_basename", "/data/relay-bin"))
                        .relayLogIndex());
        assertEquals(
                "/data.d/relay.index",
                StatusReader.files(row("datadir", "/data.d", "relay_log", "relay.log"))
                        .relayLogIndex());
        assertEquals("", StatusReader.files(row("datadir", "/data")).relayLogIndex());
    }
}

package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.gtid.GtidSet;
import io.masterha.manager.Damaged;
import io.masterha.manager.port.ReplicationStatus;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a server, or something that takes itself for one, answers. */
class DamagedStatusTest {
    private static final String WHOLE = """
            Source_Host=db1
            Source_Port=3306
            Source_User=repl
            Source_Server_Id=11
            Replica_IO_Running=Connecting
            Replica_SQL_Running=Yes
            Last_IO_Errno=2003
            Last_IO_Error=cannot connect
            Last_SQL_Errno=0
            Source_Log_File=mysql-bin.000008
            Read_Source_Log_Pos=5000000000
            Relay_Source_Log_File=mysql-bin.000007
            Exec_Source_Log_Pos=4200
            Retrieved_Gtid_Set=3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7
            Auto_Position=1
            SQL_Delay=0
            Seconds_Behind_Source=12
            Replicate_Do_DB=shop,stock
            """;

    @Test
    void a_damaged_row_of_the_replication_status_is_understood_or_refused() {
        Damaged.everyWay(WHOLE, text -> {
            Map<String, String> values = new HashMap<>();
            text.lines()
                    .filter(line -> line.contains("="))
                    .forEach(line ->
                            values.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
            ReplicationStatus status = StatusReader.replication(new Row(values));
            GtidSet.parse(status.receivedGtids());
        });
    }

    @Test
    void a_damaged_version_is_understood_or_refused() {
        Damaged.everyWay("10.11.18-MariaDB-1:10.11.18+maria~deb12-log", StatusReader::version);
    }

    @Test
    void a_damaged_set_of_transactions_is_understood_or_refused() {
        Damaged.everyWay(
                "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7:blue:1-3,\n4e11fa47-71ca-11e1-9e33-c80aa9429562:9",
                GtidSet::parse);
        Damaged.everyWay("0-1-100,1-2-7", GtidSet::parse);
    }
}

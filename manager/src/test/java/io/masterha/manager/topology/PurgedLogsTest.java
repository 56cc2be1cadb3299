package io.masterha.manager.topology;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PurgedLogsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1236: Got fatal error 1236 from master when reading data from binary log: 'The slave is connecting using"
                        + " CHANGE MASTER TO MASTER_AUTO_POSITION = 1, but the master has purged binary logs containing"
                        + " GTIDs that the slave requires.'",
                "13114: Got fatal error 1236 from source when reading data from binary log: 'Cannot replicate because the"
                        + " source purged required binary logs. Replicate the missing transactions from elsewhere'",
                "1236: Got fatal error 1236 from master when reading data from binary log: 'Could not find GTID state"
                        + " requested by slave in any binlog files. Probably the slave state is too old and required"
                        + " binlog files have been purged.'",
                "1236: Got fatal error 1236 from master when reading data from binary log: 'Could not find first log file"
                        + " name in binary log index file'"
            })
    void what_servers_say_of_logs_that_are_gone_is_recognised(String error) {
        assertTrue(PurgedLogs.areToldBy(error), error);
        assertFalse(ShorterSource.isSaidBy(error), "it has less, not more");
    }

    @Test
    void other_errors_are_not() {
        assertFalse(PurgedLogs.areToldBy(""));
        assertFalse(PurgedLogs.areToldBy("2003: error connecting to master 'repl@10.0.0.1:3306'"));
        assertFalse(
                PurgedLogs.areToldBy("1236: 'Client requested master to start replication from impossible position'"));
    }
}

package io.masterha.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers show of their threads, as 5.6, 8.0, 9.7 and MariaDB 10.11 word it. */
class ExecutedAllTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    system user | Query   | Waiting for an event from Coordinator                       | false
                    system user | Connect | Waiting for an event from Coordinator                       | false
                    system user | Slave_worker | Waiting for work from SQL thread                       | false
                    system user | Query   | Replica has read all relay log; waiting for more updates    | false
                    system user | Connect | Waiting for source to send event                            | false
                    system user | Connect | Waiting for master to send event                            | false
                    system user | Connect | Reconnecting after a failed source event read               | false
                    system user | Daemon  | InnoDB purge coordinator                                    | false
                    system user | Connect | ''                                                          | false
                    system user | Query   | Applying batch of row changes (write)                       | true
                    system user | Query   | waiting for handler commit                                  | true
                    system user | Query   | Waiting for preceding transaction to commit                 | true
                    system user | Slave_worker | Waiting for prior transaction to commit                | true
                    system user | Slave_worker | Write_rows_log_event::write_row()                      | true
                    app         | Query   | update                                                      | false
                    """)
    void a_worker_that_commits_has_work_in_hand(String user, String command, String state, boolean isBusy) {
        Row thread = new Row(Map.of("User", user, "Command", command, "State", state));
        assertEquals(isBusy, ExecutedAll.isBusyWorker(thread));
    }
}

package io.masterha.binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers show of their threads, as 5.6, 8.0, 9.7 and MariaDB 10.11 word it. */
class ApplierWordsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Slave has read all relay log; waiting for the slave I/O thread to update it",
                "Slave has read all relay log; waiting for more updates",
                "Replica has read all relay log; waiting for more updates"
            })
    void every_version_s_words_for_having_read_all_are_known(String state) {
        assertTrue(ApplierWords.hasReadAll(state));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Reading event from the relay log",
                "Waiting for dependent transaction to commit",
                "Waiting until MASTER_DELAY seconds after master executed event",
                ""
            })
    void other_words_do_not_mean_that_all_was_read(String state) {
        assertFalse(ApplierWords.hasReadAll(state));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    system user | Query   | Waiting for an event from Coordinator                       | false
                    system user | Connect | Waiting for an event from Coordinator                       | false
                    system user | Slave_worker | Waiting for work from SQL thread                       | false
                    system user | Query   | Replica has read all relay log; waiting for more updates    | false
                    system user | Connect | Slave has read all relay log; waiting for more updates      | false
                    system user | Connect | Waiting for source to send event                            | false
                    system user | Connect | Waiting for master to send event                            | false
                    system user | Slave_IO | Waiting for master to send event                           | false
                    system user | Connect | Reconnecting after a failed source event read               | false
                    system user | Daemon  | InnoDB purge coordinator                                    | false
                    system user | Connect | ''                                                          | false
                    system user | Connect | executing                                                   | true
                    system user | Query   | Applying batch of row changes (write)                       | true
                    system user | Query   | Applying batch of row changes (update)                      | true
                    system user | Query   | waiting for handler commit                                  | true
                    system user | Query   | Waiting for preceding transaction to commit                 | true
                    system user | Slave_worker | Waiting for prior transaction to commit                | true
                    system user | Slave_worker | Write_rows_log_event::write_row()                      | true
                    app         | Query   | updating                                                    | false
                    """)
    void a_worker_that_commits_has_work_in_hand(String user, String command, String state, boolean isBusy) {
        assertEquals(isBusy, ApplierWords.isBusyWorker(user, command, state));
    }
}

package io.masterha.manager.topology;

import java.util.Locale;

/**
 * Recognises a replica that lacks what its source has in no log any more.
 *
 * <p>Texts of error 1236 (ER_MASTER_FATAL_ERROR_READING_BINLOG) and 13114, sql/rpl_binlog_sender.cc of MySQL and
 * sql/sql_repl.cc of MariaDB.
 */
public final class PurgedLogs {
    private PurgedLogs() {}

    /** Whether a receiver's last error says so. */
    public static boolean areToldBy(String receiverError) {
        String text = receiverError.toLowerCase(Locale.ROOT);
        return text.contains("purged required binary logs")
                || text.contains("purged binary logs containing gtids")
                || text.contains("required binlog files have been purged")
                || text.contains("could not find first log file name");
    }
}

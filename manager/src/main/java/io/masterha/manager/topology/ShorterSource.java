package io.masterha.manager.topology;

import java.util.Locale;

/**
 * Recognises a replica whose source has less than it: the source lost the end of its log in a crash, or is another server
 * than the replica believes.
 *
 * <p>Texts of error 1236 (ER_MASTER_FATAL_ERROR_READING_BINLOG) and 13114, sql/rpl_binlog_sender.cc of MySQL and
 * sql/sql_repl.cc of MariaDB.
 */
public final class ShorterSource {
    private ShorterSource() {}

    /** Whether a receiver's last error says so. */
    public static boolean isSaidBy(String receiverError) {
        String text = receiverError.toLowerCase(Locale.ROOT);
        return text.contains("impossible position")
                || text.contains("position > file size")
                || text.contains("has more gtids than the")
                || text.contains("which is not in the master's binlog")
                || text.contains("not in the source's binlog");
    }

    /** The sentence for the operator. */
    public static String sentence(ServerId replica, ServerId source) {
        return replica + " has more than its source " + source
                + ": the source came back with a shorter binlog, and what it lost is on " + replica;
    }
}

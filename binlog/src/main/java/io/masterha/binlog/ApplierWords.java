package io.masterha.binlog;

import java.util.Locale;

/** What the words of servers of every version say about their applier: whether it has read all, which worker is busy. */
public final class ApplierWords {
    private ApplierWords() {}

    /**
     * Whether the applier's coordinator says that it has read everything; its workers may still be busy.
     *
     * <p>"Slave has read all relay log; waiting for the slave I/O thread to update it" (5.6), "... waiting for more
     * updates" (5.7, 8.0, MariaDB), "Replica has read all relay log; waiting for more updates" (8.0.26 and later).
     *
     * @param state {@code Replica_SQL_Running_State} of the status
     */
    public static boolean hasReadAll(String state) {
        return state.toLowerCase(Locale.ROOT).contains("has read all relay log");
    }

    /**
     * Whether a thread of the process list is a worker with work in hand.
     *
     * <p>Idle ones are "Waiting for an event from Coordinator" (MySQL) or "Waiting for work from SQL thread" (MariaDB);
     * "waiting for handler commit" is work. The other threads of the system user are the receiver, the coordinator and
     * those of the storage engine, which do not count.
     */
    public static boolean isBusyWorker(String user, String command, String state) {
        String kind = command.toLowerCase(Locale.ROOT);
        String words = state.toLowerCase(Locale.ROOT);
        boolean isWorker = user.equals("system user")
                && (kind.equals("slave_worker")
                        || kind.equals("worker")
                        || kind.equals("connect")
                        || kind.equals("query"));
        boolean isIdle = words.contains("waiting for an event from coordinator")
                || words.contains("waiting for work from sql thread")
                || words.contains("waiting for work from main sql threads");
        boolean isOther = words.contains("to send event")
                || words.contains("to the next event")
                || hasReadAll(words)
                || words.contains("connecting to")
                || words.contains("reconnect")
                || words.contains("queueing")
                || words.contains("waiting for the slave i/o thread")
                || words.contains("innodb")
                || (words.isEmpty() && kind.equals("connect"));
        return isWorker && !isIdle && !isOther;
    }
}

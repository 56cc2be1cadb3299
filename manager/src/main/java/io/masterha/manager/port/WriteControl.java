package io.masterha.manager.port;

import java.time.Duration;
import java.util.List;

/** Who may write on one server, and the means to stop and to allow it: what a planned switchover asks for. */
public interface WriteControl {
    /** What the server says of itself now. */
    WriteState state();

    /** Connections of clients, without the manager's own, replication and the server's own threads. */
    List<ClientSession> clients();

    /** Ends a client's connection; one that is gone already is no failure. */
    void kill(ClientSession client);

    /**
     * XA transactions that are prepared and neither committed nor rolled back, by their server's own names.
     *
     * @throws io.masterha.binlog.Problem if the account may not list them
     */
    List<String> preparedTransactions();

    /** Whether the event scheduler is on and has something to do. */
    boolean eventsRun();

    void setEventScheduler(boolean on);

    /** Closes unused tables, so that a lock on all of them is had sooner; not replicated. */
    void closeTables(Duration limit);

    /**
     * Refuses the writes of clients; returns when none is under way any more. Where the server has {@code super_read_only}
     * that is what is set. Otherwise it is {@code read_only}, which privileged accounts may ignore, and with {@code
     * lockTables} a global read lock, which nobody may; it lives as long as this session.
     *
     * @throws io.masterha.binlog.Problem if a write or a lock stands in the way for longer than the limit
     */
    void block(boolean lockTables, Duration limit);

    /** Gives the global read lock back; {@code read_only} stays as it is. Nothing to do without the lock. */
    void unlockTables();

    /** Makes sure that the connection lives, after something that may have killed it. */
    void reconnect();
}

package io.masterha.manager.port;

import java.time.Duration;
import java.util.List;

/**
 * One database server, in the words of replication. Every call ends within the session's limits or throws a
 * {@link io.masterha.binlog.Problem} that says what the server was asked and what it answered.
 */
public interface ServerSession {
    /** One reading of everything that inspection and preflight need. */
    ServerStatus status();

    /**
     * Whether a replica's applier has executed everything in its relay log. What a status shows may say less than is true: of
     * several workers the position lags behind; so they are asked too, twice if need be, which takes 10 ms. No if it is no replica.
     */
    boolean hasAppliedAll();

    /** Where its own history ends now: one quick question, asked at every ping of the source. */
    BinlogMark mark();

    /** What matters of a source when it is dead; asked once in a while as long as it lives. */
    SourceTraits traits();

    /** Everything that it has executed, to be compared with another server's. */
    ServerHistory history();

    /** Rights, clock and settings, for the check before watching; changes nothing. */
    Readiness readiness();

    /**
     * The account with which replicas would follow this server.
     *
     * @param usual its name where the configuration gives none: the one that replicas use now
     */
    ReplicationAccount replicationAccount(String usual);

    /**
     * Stops the receiver and returns when the server says it is stopped ("connecting" is not stopped).
     *
     * @return everything about the server, read behind that: what it has received does not grow any more
     */
    ServerStatus stopReceiver(Duration limit);

    /**
     * Waits until the server has executed everything up to where its source's history ended.
     *
     * @return false if it has not within the limit
     */
    boolean awaitExecuted(BinlogMark end, Duration limit);

    /** Starts the applier if it does not run; returns at once. */
    void startApplier();

    /** Starts receiver and applier with the settings that they have; returns at once. */
    void startReplication();

    /** Stops the applier and returns when it is stopped; what it executed is exact then. */
    void stopApplier(Duration limit);

    /** Stops receiver and applier and returns when both are stopped. */
    void stopReplication(Duration limit);

    /**
     * Follows a source from a place and returns when receiver and applier both run.
     *
     * <p>This discards the relay logs: the caller has made sure that everything in them is executed.
     */
    void follow(Following following, Duration limit);

    /**
     * Is told to follow a source from a place, and does not begin: neither receiver nor applier is started.
     *
     * <p>This discards the relay logs, as {@link #follow} does.
     */
    void pointAt(Following following, Duration limit);

    /** The statements with which an operator would make this server follow a source; no password in them. */
    String howToFollow(Following following);

    /** The statement with which an operator would start replication on this server. */
    String howToStart();

    /** Clears the replication settings and the relay logs of a server that is a source now. */
    void forgetSource();

    /** Lets clients write or not; where the server knows {@code super_read_only}, closing sets it and opening clears it. */
    void setWritable(boolean writable);

    /** Who writes there, and the means to stop it. */
    WriteControl writes();

    /**
     * Makes the server's GTID state what its rows stand for, after transactions were undone: its binary log begins anew.
     *
     * @param statements what {@code rewind-rows} told to run, in order
     */
    void forgetHistory(List<String> statements);

    /** Gives the server another {@code server_id} until it is restarted: a replica ignores what carries its own. */
    void setServerId(long serverId);

    /** Keeps or purges executed relay logs: MHA keeps {@code relay_log_purge} as it was when it repoints. */
    void setRelayLogPurge(boolean purge);

    /**
     * Takes a named advisory lock that lives as long as this session.
     *
     * @return false if another session holds it after the wait
     */
    boolean lock(String name, Duration wait);

    /** Whether this session still holds the lock: false after a reconnect. */
    boolean holdsLock(String name);

    void unlock(String name);
}

package io.masterha.manager.port;

import io.masterha.manager.topology.ServerId;
import java.time.Duration;

/** The database servers of one cluster, each behind a session that is kept warm. */
public interface Servers extends AutoCloseable {
    /**
     * The session to a server; connects if there is none or if the old one broke.
     *
     * @throws io.masterha.binlog.Problem if the server does not answer within the connect limit
     */
    ServerSession session(ServerId id);

    /** Asks a server whether it lives, on a connection of its own; never throws, never takes longer than the limit. */
    PingAnswer ping(ServerId id, PingType type, Duration limit);

    /**
     * Waits until the limit has passed, or until the other side closes the connection that {@link #ping} keeps to the
     * server: so a killed server is noticed within milliseconds and not only at the next ping. Never throws.
     *
     * @return whether the connection was closed; without a kept connection false, when the limit has passed
     */
    boolean awaitBreak(ServerId id, Duration limit);

    /**
     * Makes a server refuse writes and ends the sessions of its clients, on a connection of its own.
     *
     * @param limit of the login, and again of each statement
     * @return what was done and read back, one clause
     * @throws io.masterha.binlog.Problem if it does not refuse all writes afterwards
     */
    String refuseWrites(ServerId id, Duration limit);

    /**
     * A server that is dead by all the rules of the detection is waited for no more: what is under way on its session ends
     * at once with a Problem, and so do all later questions, and the waits of others that are to follow it. Pings and
     * {@link #refuseWrites} go on.
     */
    void giveUp(ServerId id);

    @Override
    void close();
}

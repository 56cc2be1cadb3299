package io.masterha.manager.port;

import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Optional;

/** The hosts of the servers, seen over SSH. */
public interface Hosts extends AutoCloseable {
    /** Looks for the server's process and port on its host; never throws, never takes longer than the limit. */
    HostSight look(ServerId id, Duration limit);

    /**
     * Has what the next {@link #look} and {@link #bringDown} at a server need wait on its host, and looks after it; only a matter
     * of speed.
     */
    default Ready keepReady(ServerId id) {
        return () -> {};
    }

    /** How long a host has been up; empty if it does not say. Never throws, never takes longer than the limit. */
    Optional<HostUptime> uptime(ServerId id, Duration limit);

    /**
     * Ends connections that programs of this host are opening and that do not come about; takes root there, and is no loss where
     * it cannot be done. Never throws, ends within seconds.
     */
    default void endConnecting(ServerId id, String toHost, int toPort) {}

    /** Whether its SSH server says who it is on a new connection, however long a login lasts there; never throws. */
    boolean greets(ServerId id, Duration limit);

    /**
     * Makes sure that the server is down on its host, kills it if it is not, and keeps it down until {@link #release}.
     *
     * @return what was done and seen, as evidence for the fence certificate
     * @throws io.masterha.binlog.Problem if the host does not answer or the process survives
     */
    String bringDown(ServerId id, Duration limit);

    /**
     * Goes on in the background with what {@link #bringDown} could not do because the host was silent, until {@link
     * #release}: a host that answers late is held down then. Returns at once.
     */
    void keepTrying(ServerId id);

    /** Whether {@link #bringDown} still keeps the server down: its connection may break, and it lasts ten minutes at most. */
    boolean isHeldDown(ServerId id);

    /**
     * Keeps a server that is held down from being started even when the manager has ended, for a while: a supervisor
     * would start it, and applications would find two servers to write to.
     *
     * @return one clause: until when, and the command that ends it before
     * @throws io.masterha.binlog.Problem if its host does not take that on
     */
    String keepDown(ServerId id);

    /**
     * Ends what {@link #keepDown} began, in this run or in an earlier one.
     *
     * @param file the file that {@link #keepDown} named
     * @return whether there was anything to end
     * @throws io.masterha.binlog.Problem if its host does not answer
     */
    boolean endKeepingDown(ServerId id, String file);

    /** Ends the holding down that {@link #bringDown} began; the server may be started again by its operator. */
    void release(ServerId id);

    @Override
    void close();
}

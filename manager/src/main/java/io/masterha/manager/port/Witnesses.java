package io.masterha.manager.port;

import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Optional;

/** What the watch asks beside the ping, each on a connection that nobody else waits for. */
public interface Witnesses extends AutoCloseable {
    /**
     * Asks a source how its clients fare; changes nothing and writes nothing, not even into a log.
     *
     * @return empty if it lives and turns the manager away
     * @throws io.masterha.binlog.Problem if it does not answer within the limit
     */
    Optional<SourceStrain> strain(ServerId source, Duration limit);

    /**
     * How many heartbeats a replica's receiver has counted: they come from a source that has nothing else to send. 0 if it
     * does not count.
     *
     * @throws io.masterha.binlog.Problem if it does not answer
     */
    long heartbeats(ServerId replica);

    /** Whether a server says its first words on a new connection of the manager's; never throws. */
    boolean greets(ServerId id, Duration limit);

    /** Whether a server says its first words on a new connection from another server's host, over SSH; never throws. */
    Passage passage(ServerId from, ServerId to, Duration limit);

    /** Room and state of the file systems with a server's data and binary log, over SSH; never throws. */
    DiskSight disk(ServerId id, Duration limit);

    @Override
    void close();

    /** What another host sees of a server. */
    enum Passage {
        /** The server greets there. */
        GREETS,
        /** It does not, or cannot be reached. */
        SILENT,
        /** That host does not answer, or cannot find out: no evidence. */
        UNUSABLE
    }
}

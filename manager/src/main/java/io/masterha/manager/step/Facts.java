package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/** What is learned while a plan runs; each fact is a journal line, written once and read by later steps and runs. */
public interface Facts {
    /** The failed source's tail as saved on its own host. */
    String TAIL = "tail";

    /** Where the new source's own history went on when it was promoted. */
    String START = "start";

    /** Name of the fact: the tail at a replica. */
    static String tailAt(ServerId server) {
        return "tail@" + server;
    }

    /** Name of the fact: the relay log diff from a position, on the host of the replica that had it. */
    static String diffFrom(BinlogPosition from) {
        return "diff-from@" + from;
    }

    /** Name of the fact: the relay log diff at a replica. */
    static String diffAt(ServerId server) {
        return "diff@" + server;
    }

    /** Name of the fact: a replica has executed everything that was to be had. */
    static String appliedAt(ServerId server) {
        return "applied@" + server;
    }

    Optional<SavedLog> savedLog(String name);

    Optional<BinlogPosition> position(String name);

    void put(String name, SavedLog log);

    void put(String name, BinlogPosition position);
}

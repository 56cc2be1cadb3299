package io.masterha.manager.port;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.RewindRowsReply;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;

/** The node commands on the database hosts. Each call logs progress and ends within its limit. */
public interface NodeTools {
    /**
     * Makes sure that the node commands are on a host and answer; installs them where that is wanted.
     *
     * @return one clause: which version, and whether it was there or was installed now
     * @throws io.masterha.binlog.Problem if they are not there and could not or should not be installed
     */
    String prepare(ServerId host);

    /**
     * Has commands wait on these hosts, so that the next ones need not be started; only a matter of speed.
     *
     * @param warmed whether they log in to their servers and save a small log once, so that what is asked of them takes less time
     */
    Ready keepReady(List<ServerId> hosts, boolean warmed);

    /**
     * Saves the binary log of a server that is down, from a position to its last complete transaction.
     *
     * @return the saved file on that host; empty pieces if there was nothing behind the position
     */
    SavedLog saveBinlog(ServerId host, BinlogPosition from);

    /**
     * The same without any help of the host but that its files can be read: for one whose disk is full or read-only. The
     * saved file is with the manager, from where {@link #send} sends it.
     */
    SavedLog fetchBinlog(ServerId host, BinlogPosition from);

    /** What a server has logged behind a position, read as {@link #saveBinlog} would; only counts, nothing is saved. */
    SavedLog readBinlog(ServerId host, BinlogPosition from);

    /**
     * Where a server that is up keeps its binary log, if that is in none of the configured directories: a manager that
     * is started after its death would not find it.
     */
    Optional<String> binlogElsewhere(ServerId host);

    /**
     * Saves a binlog server's copy of the failed source's log.
     *
     * @param binlogServer name of its block
     * @param serverId of the failed source: a log that another server wrote is refused
     */
    SavedLog saveCopy(ServerId binlogServer, BinlogPosition from, long serverId);

    /** The same without saving: only counts. */
    SavedLog readCopy(ServerId binlogServer, BinlogPosition from, long serverId);

    /** Whether a replica's relay logs hold everything that it received between two positions of the failed source. */
    boolean hasRelayLog(ServerId host, BinlogPosition from, BinlogPosition to);

    /** Saves what a replica has received between two positions of the failed source. */
    SavedLog saveRelayLog(ServerId host, BinlogPosition from, BinlogPosition to);

    /** Copies a saved file to another host, verified by checksum; returns it at its new path. */
    SavedLog send(SavedLog log, ServerId from, ServerId to);

    /** Applies saved files through the replica's own applier; returns when everything in them is executed. */
    ApplyDiffReply apply(ServerId host, long sourceServerId, List<SavedLog> logs);

    /**
     * Saves transactions of a server that only that server has, as they were logged; it may be up.
     *
     * @param name the file's name in masterha's directory on that host
     */
    SavedLog saveOwn(ServerId host, OwnTransactions own, String name);

    /**
     * Undoes them from their row images, all or none, after they were kept; its SQL brings the GTID state after them.
     *
     * @param dryRun only find out whether that could be done
     * @throws io.masterha.binlog.Problem if it cannot be done with certainty, or was not done
     */
    RewindRowsReply rewind(ServerId host, OwnTransactions own, String name, boolean dryRun);
}

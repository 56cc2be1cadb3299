package io.masterha.manager.app.failover;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.Tail;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.Optional;

/**
 * The log of a failed source whose host answers when it is too late to save it: it is read, so that the loss verdict says
 * what only it has. A source that served again in between has committed more than the time of its silence tells.
 */
final class LateLog {
    private final World world;
    private final Journal journal;
    private final ServerId failed;
    private final boolean savesBinlog;

    LateLog(World world, Journal journal, ServerId failed, boolean savesBinlog) {
        this.world = world;
        this.journal = journal;
        this.failed = failed;
        this.savesBinlog = savesBinlog;
    }

    /** Once the failover is through; nothing depends on it but the verdict. */
    void read(Topology topology) {
        boolean isToBeRead = savesBinlog
                && journal.savedLog(Facts.TAIL).isEmpty()
                && world.hosts().isHeldDown(failed);
        if (!isToBeRead) {
            return;
        }
        BinlogPosition reached = topology.mostAdvanced().orElseThrow().received();
        BinlogPosition from = Tail.longest(failed, topology.binlogServers(), journal)
                .map(tail -> Tail.endOf(tail.log(), reached))
                .orElse(reached);
        try {
            SavedLog log = world.nodes().readBinlog(failed, from);
            journal.put(Facts.READ_LATE, log);
            world.story()
                    .warn(
                            "save",
                            Optional.of(failed),
                            "its host answers now: its own binlog has " + log.transactions() + " transactions behind "
                                    + from);
        } catch (Problem problem) {
            world.story()
                    .warn(
                            "save",
                            Optional.of(failed),
                            "its host answers now, but its binlog could not be read: " + problem.sentence());
        }
    }
}

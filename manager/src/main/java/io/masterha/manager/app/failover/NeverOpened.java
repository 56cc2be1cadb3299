package io.masterha.manager.app.failover;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/**
 * Whether a server that was about to be opened is as it was then: read-only, a replica that stands still, and with nothing
 * in its log since. Only its own word counts; what cannot be asked is not certain.
 */
final class NeverOpened {
    private final World world;
    private final Journal journal;

    NeverOpened(World world, Journal journal) {
        this.world = world;
        this.journal = journal;
    }

    boolean isCertain(ServerId server) {
        return doubt(server).isEmpty();
    }

    /** @throws Problem if it is not certain */
    void require(ServerId server, String resume) {
        Optional<String> doubt = doubt(server);
        if (doubt.isPresent()) {
            throw Problem.of(AppError.SOURCE_ALIVE, server + " was about to be opened, and may have been")
                    .why(doubt.get())
                    .next("see which of the two takes writes, stop the other one, then " + resume)
                    .changed("nothing by this step");
        }
    }

    /** Why it is not certain; empty if it is. */
    Optional<String> doubt(ServerId server) {
        Optional<BinlogPosition> start = journal.position(Facts.START);
        boolean hasInherited = journal.text(Facts.PROMOTED_BEFORE).isPresent()
                || journal.text(Facts.baseOf(server)).isPresent();
        if (start.isEmpty() || hasInherited) {
            return Optional.of("another server was promoted before");
        }
        try {
            ServerStatus status = world.servers().session(server).status();
            if (status.writable()) {
                return Optional.of("it takes writes");
            }
            boolean standsStill = status.replication()
                    .filter(r -> r.receiver() == ReplicationStatus.Receiver.STOPPED && !r.applierRuns())
                    .isPresent();
            if (!standsStill) {
                return Optional.of("its replication is not as it was left");
            }
            return logged(server, start.get(), status.binlog().position());
        } catch (Problem silent) {
            return Optional.of(silent.sentence());
        }
    }

    /** A log that was only rotated since holds nothing. */
    private Optional<String> logged(ServerId server, BinlogPosition start, BinlogPosition end) {
        if (start.file().isEmpty()) {
            return Optional.of("it has no binary log that could tell");
        }
        if (end.equals(start)) {
            return Optional.empty();
        }
        SavedLog since = world.nodes().readBinlog(server, start);
        return since.transactions() == 0 && since.damage().isEmpty()
                ? Optional.empty()
                : Optional.of("its log went on from " + start + " to " + end);
    }
}

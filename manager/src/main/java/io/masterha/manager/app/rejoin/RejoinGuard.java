package io.masterha.manager.app.rejoin;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.Histories;
import io.masterha.manager.topology.ReturnVerdict;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/**
 * Makes sure that what was compared is still so until the server follows: one that was restarted in between has come up
 * writable perhaps, and has taken writes.
 */
final class RejoinGuard {
    private final World world;
    private final Journal journal;
    private final ServerId server;
    private final ServerId source;

    RejoinGuard(World world, Journal journal, ServerId server, ServerId source) {
        this.world = world;
        this.journal = journal;
        this.server = server;
        this.source = source;
    }

    /** Writes down what it has now that it is closed. */
    void remember() {
        journal.put(Facts.CLOSED_WITH, world.servers().session(server).history().gtids());
        journal.put(Facts.CLOSED_AT, world.servers().session(server).mark().position());
    }

    /** Whether it is a replica of the source already. */
    boolean follows() {
        ServerStatus status = world.servers().session(server).status();
        long sourceServerId = world.servers().session(source).status().serverId();
        return status.replication()
                .filter(r -> r.sourceServerId() == sourceServerId
                        || (r.sourceHost().equals(source.host()) && r.sourcePort() == source.port()))
                .isPresent();
    }

    /** Whether it takes writes, or took some since it was closed. */
    boolean isTouched() {
        try {
            requireClosedAndUntouched();
            return false;
        } catch (Problem touched) {
            return true;
        }
    }

    /** @throws Problem if it takes writes, or took some, and does not follow yet */
    void requireClosedAndUntouched() {
        if (follows()) {
            return;
        }
        ServerStatus status = world.servers().session(server).status();
        if (status.writable()) {
            throw touched("it takes writes again: it was restarted, or somebody opened it");
        }
        Optional<String> before = journal.text(Facts.CLOSED_WITH);
        Optional<BinlogPosition> end = journal.position(Facts.CLOSED_AT);
        if (before.isEmpty() || end.isEmpty()) {
            return;
        }
        String now = world.servers().session(server).history().gtids();
        if (now.isEmpty() && !before.get().isEmpty()) {
            // MariaDB's log has begun anew after a rewind, and nothing was written to it.
            return;
        }
        if (!now.isEmpty() && !before.get().isEmpty()) {
            ReturnVerdict more = status.version().isMariadb()
                    ? Histories.ofStates(now, before.get(), 0)
                    : Histories.ofSets(now, before.get(), "", "");
            if (more instanceof ReturnVerdict.More written) {
                throw touched("it has taken writes since it was closed: " + written.transactions());
            }
        } else if (!status.binlog().position().equals(end.get())
                && world.nodes().readBinlog(server, end.get()).transactions() > 0) {
            throw touched("it has taken writes since it was closed, behind " + end.get());
        }
    }

    private Problem touched(String why) {
        return Problem.of(AppError.TOPOLOGY_UNSUITABLE, server + " is not as it was when it was compared")
                .why(why)
                .next("masterha-rejoin --conf=FILE --server=" + server + " closes and compares it once more")
                .changed("see " + journal.location());
    }
}

package io.masterha.manager.app.fence;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.port.HostError;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.PingType;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.Tail;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.FenceCertificate.Strength;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Looks after a failed source that was brought down: whether it stays down, and whether it has run in between. */
public final class HeldDown {
    private static final Duration LAST_LOOK = Duration.ofMillis(500);

    private final World world;
    private final Journal journal;
    private final ServerId failed;
    /** Its host is asked once more before the promotion; asked at every stage it would cost its limit each time. */
    private boolean isOutOfReach;

    public HeldDown(World world, Journal journal, ServerId failed) {
        this.world = world;
        this.journal = journal;
        this.failed = failed;
    }

    /**
     * Before a stage: brings it down again if the holding has ended: the connection broke, or its time was over. A host that has gone
     * since it was proved down is no reason to stop.
     *
     * @throws Problem if it cannot be brought down, and no other server was about to be opened
     */
    public void check(Topology topology, boolean isPromotion) {
        if (world.hosts().isHeldDown(failed) || (isOutOfReach && !isPromotion)) {
            return;
        }
        world.story().warn("fence", Optional.of(failed), "is not held down any more: bringing it down again");
        try {
            journal.note("fence", world.hosts().bringDown(failed, world.limits().fence()));
        } catch (Problem problem) {
            world.story().warn("fence", Optional.of(failed), "not held down: " + problem.sentence());
            isOutOfReach = problem.code() == HostError.HOST_UNREACHABLE;
            if (!isOutOfReach && !isPastReturn()) {
                throw Problem.of(AppError.SOURCE_ALIVE, failed + " is not held down any more")
                        .why(problem.sentence())
                        .next(
                                "kill it on its host and keep it down, then masterha-manager --conf=FILE --ignore_last_failover")
                        .changed("see " + journal.location());
            }
        }
        requireNothingLogged(topology);
    }

    /**
     * The last look before another server is opened: a source that nobody holds down may have come back, since its host
     * was out of reach when it was fenced.
     *
     * @param certificate how it was fenced
     * @throws Problem if it answers, and the other server is not open already
     */
    public void requireSilence(ServerId newSource, FenceCertificate certificate) {
        if (world.hosts().isHeldDown(failed) || (isPastReturn() && isWritable(newSource))) {
            return;
        }
        PingAnswer answer = world.servers().ping(failed, PingType.CONNECT, LAST_LOOK);
        if (answer.isSignOfLife() && !isClosed(certificate)) {
            throw Problem.of(AppError.SOURCE_ALIVE, failed + " answers again, so " + newSource + " is not opened")
                    .why("its host could not be reached when it was fenced, and nothing keeps it down")
                    .next("if it is to serve on, see that its replicas receive; if not, stop it, then"
                            + " masterha-manager --conf=FILE --ignore_last_failover")
                    .changed("see " + journal.location());
        }
    }

    /** Closed over SQL, and closed still. */
    private boolean isClosed(FenceCertificate certificate) {
        try {
            return certificate.strength() == Strength.READ_ONLY
                    && !world.servers().session(failed).status().writable();
        } catch (Problem unknown) {
            return false;
        }
    }

    /** What keeps it down came late: its host answered after the failover had gone on without it. */
    public void noteLateHold() {
        if (world.hosts().isHeldDown(failed) && journal.text(Facts.KEPT_DOWN).isEmpty()) {
            journal.note("fence", failed + "'s host answered after all; it is down and held down");
            outlastTheManager();
        }
    }

    /**
     * Before another server is opened: from now on the failed one stays down even if this manager is killed, or has done
     * its work and ends.
     */
    public void outlastTheManager() {
        if (!world.hosts().isHeldDown(failed)) {
            return;
        }
        try {
            String how = world.hosts().keepDown(failed);
            journal.put(keptDown(), failed + " is " + how);
            world.story().tell("fence", Optional.of(failed), how);
        } catch (Problem problem) {
            world.story()
                    .warn(
                            "fence",
                            Optional.of(failed),
                            "it is held down only until this manager ends: " + problem.sentence());
        }
    }

    private boolean isWritable(ServerId id) {
        try {
            return world.servers().session(id).status().writable();
        } catch (Problem unknown) {
            return false;
        }
    }

    /**
     * A source that ran while nobody held it down has perhaps committed more than what was saved.
     *
     * @throws Problem if it has, and no other server was about to be opened: then a new failover can save all of it
     */
    public void requireNothingLogged(Topology topology) {
        Optional<SavedLog> tail = journal.savedLog(Facts.TAIL);
        if (tail.isEmpty()) {
            return;
        }
        BinlogPosition end =
                Tail.endOf(tail.get(), topology.mostAdvanced().orElseThrow().received());
        SavedLog later = read(end);
        if (later.transactions() == 0 && later.damage().isEmpty()) {
            return;
        }
        if (later.transactions() > 0 && !isPastReturn()) {
            throw Problem.of(AppError.SOURCE_ALIVE, failed + " ran again after its binlog had been saved")
                    .why("it committed " + later.transactions() + " transactions behind " + end)
                    .next("masterha-manager --conf=FILE --ignore_last_failover: it saves them too")
                    .changed("see " + journal.location());
        }
        journal.put(Facts.AFTER_TAIL, later);
    }

    private SavedLog read(BinlogPosition end) {
        try {
            return world.nodes().readBinlog(failed, end);
        } catch (Problem problem) {
            return new SavedLog("", 0, "", List.of(), false, 0, "", 0, 0, "", "", problem.sentence());
        }
    }

    /** A server that was promoted in vain is kept down beside the failed source. */
    private String keptDown() {
        boolean isFailedSource =
                journal.failedSource().filter(s -> s.id().equals(failed)).isPresent();
        return isFailedSource ? Facts.KEPT_DOWN : Facts.KEPT_DOWN + "@" + failed;
    }

    private boolean isPastReturn() {
        return Facts.isPastReturn(journal);
    }
}

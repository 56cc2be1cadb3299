package io.masterha.manager.app.failover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.Inspector;
import io.masterha.manager.app.World;
import io.masterha.manager.app.fence.Fence;
import io.masterha.manager.app.fence.FenceGate;
import io.masterha.manager.app.fence.SqlFence;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.plan.Safety;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The fencing of a failover, with the stop of all receivers beside it, and what it has proved so far. */
final class FenceRound {
    private final World world;
    private final Cluster cluster;
    private final Journal journal;
    private final Safety safety;
    private final Receivers receivers;
    private final Inspection inspection;
    private final FailedSource dead;
    private Optional<Fence.Outcome> outcome = Optional.empty();
    private boolean wasHeldDown;
    private boolean isRefused;

    FenceRound(
            World world,
            Cluster cluster,
            Journal journal,
            Safety safety,
            Receivers receivers,
            Inspection inspection,
            FailedSource dead) {
        this.inspection = inspection;
        this.world = world;
        this.cluster = cluster;
        this.journal = journal;
        this.safety = safety;
        this.receivers = receivers;
        this.dead = dead;
    }

    /**
     * Fences the failed source, and stops the receivers and reads their servers, side by side. A resumed run fences again, but the receivers were
     * stopped before the plan was made; those that run now follow the new source already.
     *
     * @param others servers whose receivers are stopped
     * @param isFirst whether there is no plan yet
     * @throws Problem if less is proved than the operator asks for
     */
    void raise(List<ServerId> others, boolean isFirst) {
        SqlFence sql = new SqlFence(world, dead.id());
        List<Callable<Optional<Fence.Outcome>>> rungs =
                List.of(() -> Optional.of(new Fence(world, journal, safety, sql).raise(dead)), () -> {
                    sql.climb();
                    return Optional.empty();
                });
        outcome = world.workers()
                .all(rungs, () -> {
                    if (isFirst) {
                        inspection.ahead(() -> stop(others));
                    }
                })
                .get(0)
                .map(sql::together);
        wasHeldDown = world.hosts().isHeldDown(dead.id());
        FenceCertificate certificate = outcome.orElseThrow().certificate();
        journal.note("fence", certificate.toString());
        isRefused = !certificate.reaches(safety.fence().demanded());
        FenceGate.require(certificate, safety, cluster, world.story());
    }

    private Map<ServerId, Inspector.Reading> stop(List<ServerId> others) {
        List<Callable<Inspector.Reading>> jobs = new ArrayList<>();
        for (ServerId id : others) {
            jobs.add(() -> {
                if (!dead.hostAnswers()) {
                    receivers.endConnecting(id);
                }
                return receivers.stop(id);
            });
        }
        Map<ServerId, Inspector.Reading> readings = new LinkedHashMap<>();
        world.workers().all(jobs).forEach(reading -> readings.put(reading.id(), reading));
        return readings;
    }

    /** Its host answered late, and more is proved than before: it is down and held down. */
    void prove(Fence.Outcome more) {
        outcome = Optional.of(more);
        wasHeldDown = true;
    }

    /** Empty before the first one. */
    Optional<Fence.Outcome> outcome() {
        return outcome;
    }

    boolean wasHeldDown() {
        return wasHeldDown;
    }

    /** Whether too little is proved about the failed source. */
    boolean isRefused() {
        return isRefused;
    }
}

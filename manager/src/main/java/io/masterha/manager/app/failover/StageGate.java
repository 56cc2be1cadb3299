package io.masterha.manager.app.failover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.fence.HeldDown;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.plan.Phase;
import io.masterha.manager.plan.Stage;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;

/** What must hold right before each stage of a failover: about the failed source, the new one, and what would be lost. */
final class StageGate {
    private final Journal journal;
    private final HeldDown heldDown;
    private final LossGate lossGate;
    private final LateHost lateHost;
    private final PlanningAgain again;

    StageGate(Journal journal, HeldDown heldDown, LossGate lossGate, LateHost lateHost, PlanningAgain again) {
        this.journal = journal;
        this.heldDown = heldDown;
        this.lossGate = lossGate;
        this.lateHost = lateHost;
        this.again = again;
    }

    /** @throws Problem if the stage must not begin */
    void require(Stage stage, Failover.Planned now, FenceRound fence) {
        Topology topology = now.topology();
        ServerId newSource = now.plan().newSource();
        if (lateHost.isWorthAnotherPlan(topology, stage)) {
            throw lateHost.answers();
        }
        if (fence.wasHeldDown()) {
            heldDown.check(topology, stage.phase() == Phase.PROMOTE);
        }
        if (stage.phase() == Phase.APPLY_DIFF) {
            lossGate.beforeApplying(topology, newSource);
        }
        again.requireAlive(now.plan(), stage);
        boolean opens = stage.phase() == Phase.PROMOTE
                && stage.steps().stream()
                        .anyMatch(step -> journal.settled(step.title()).isEmpty());
        if (opens) {
            lossGate.beforeOpening(topology, newSource);
            stage.steps()
                    .forEach(step -> heldDown.requireSilence(
                            step.server(), fence.outcome().orElseThrow().certificate()));
            stage.steps().forEach(step -> again.requireSilence(step.server()));
            heldDown.outlastTheManager();
        }
    }
}

package io.masterha.manager.app.failover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.World;
import io.masterha.manager.app.fence.Fence;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.plan.Phase;
import io.masterha.manager.plan.Stage;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.FenceCertificate.Strength;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A failed source whose host was silent when it was fenced, and answers before another server is opened: it is down and
 * held down by then, and what only its disk has can be saved after all. Nobody waits for it: it is tried on beside the work.
 */
final class LateHost {
    /** Before either of them nothing is final, and behind them its log would come too late. */
    private static final Set<Phase> LAST_CHANCES = Set.of(Phase.APPLY_DIFF, Phase.PROMOTE);

    private final World world;
    private final Journal journal;
    private final ServerId failed;
    private final boolean savesBinlog;

    LateHost(World world, Journal journal, ServerId failed, boolean savesBinlog) {
        this.world = world;
        this.journal = journal;
        this.failed = failed;
        this.savesBinlog = savesBinlog;
    }

    boolean isWorthAnotherPlan(Topology topology, Stage next) {
        return savesBinlog
                && !topology.source().hostAnswers()
                && LAST_CHANCES.contains(next.phase())
                && !Facts.isPastReturn(journal)
                && journal.plans() < PlanningAgain.MOST_PLANS
                && world.hosts().isHeldDown(failed);
    }

    Problem answers() {
        return Problem.of(AppError.HOST_ANSWERS_LATE, failed + "'s host answers after all")
                .why("it was silent when the plan was made; its binary log can be saved now")
                .changed("nothing that is final");
    }

    /** What is proved by now. */
    Fence.Outcome proved(Fence.Outcome before) {
        HostSight sight = world.hosts().look(failed, world.limits().sshLook());
        boolean isDown = sight.kind() == HostSight.Kind.CRASHED || sight.kind() == HostSight.Kind.STOPPED;
        if (!isDown) {
            return before;
        }
        List<String> evidence = new ArrayList<>(before.certificate().evidence());
        evidence.add("its host answered late: " + sight.detail() + "; held down");
        FenceCertificate certificate = new FenceCertificate(failed, Strength.PROVED_DOWN, evidence);
        journal.note("fence", certificate.toString());
        return new Fence.Outcome(certificate, true);
    }
}

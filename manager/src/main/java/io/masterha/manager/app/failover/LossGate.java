package io.masterha.manager.app.failover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.app.fence.FenceGate;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.LossVerdict;
import io.masterha.manager.plan.LossPolicy;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.Witness;
import java.util.Optional;

/**
 * Stands between what could be saved and the opening of another server: what is lost must be within what the operator
 * allows. It is asked twice: when everything is saved and nothing applied, and when the new source has executed all.
 */
final class LossGate {
    private final World world;
    private final Journal journal;
    private final Cluster cluster;
    private final ServerId failed;
    private final LossPolicy policy;

    LossGate(World world, Cluster cluster, ServerId failed, Journal journal, LossPolicy policy) {
        this.world = world;
        this.cluster = cluster;
        this.failed = failed;
        this.journal = journal;
        this.policy = policy;
    }

    /**
     * Everything that can be had is saved, nothing was applied: the last moment at which nothing has happened yet.
     *
     * @throws Problem if more may be lost than the operator allows
     */
    void beforeApplying(Topology topology, ServerId newSource) {
        if (journal.text(Facts.LOSS_ALLOWED).isPresent() || isPastReturn()) {
            return;
        }
        String sentence = decide(topology, newSource);
        journal.put(Facts.LOSS_ALLOWED, policy.text() + ": " + sentence);
    }

    /**
     * The new source has executed everything; where sets of GTIDs tell, its own word is compared with what was seen.
     *
     * @throws Problem as above
     */
    void beforeOpening(Topology topology, ServerId newSource) {
        boolean isTold = topology.gtid()
                && topology.source()
                        .witness()
                        .map(Witness::gtids)
                        .filter(set -> !set.isEmpty())
                        .isPresent();
        if (!isTold || isPastReturn() || journal.text(Facts.REACHED_GTIDS).isPresent()) {
            return;
        }
        String executed = world.servers().session(newSource).status().binlog().gtids();
        journal.put(Facts.REACHED_GTIDS, executed);
        decide(topology, newSource);
    }

    private boolean isPastReturn() {
        return journal.position(Facts.START).isPresent();
    }

    /** What an operator types who accepts the loss. */
    private String command() {
        return FenceGate.switchDead(failed, cluster) + " --loss=accept";
    }

    private String decide(Topology topology, ServerId newSource) {
        LossVerdict verdict = LossVerdict.judge(topology, journal, newSource);
        if (!policy.allows(verdict instanceof LossVerdict.None, verdict instanceof LossVerdict.Bounded)) {
            journal.note("loss", "refused: " + verdict.sentence());
            throw Problem.of(
                            AppError.LOSS_REFUSED,
                            newSource + " is not opened: loss=" + policy.text() + " does not allow a loss that is "
                                    + verdict.word())
                    .why(verdict.sentence().substring(verdict.word().length() + 2))
                    .next("bring " + topology.source().id()
                            + " back, or make its binlog readable, then " + NextSteps.manager(cluster)
                            + " --ignore_last_failover; to open " + newSource + " as it is: " + command());
        }
        if (verdict instanceof LossVerdict.None) {
            world.story().tell("loss", Optional.of(newSource), verdict.sentence());
        } else {
            world.story()
                    .warn(
                            "loss",
                            Optional.of(newSource),
                            verdict.sentence() + "; loss=" + policy.text() + " allows that");
        }
        return verdict.sentence();
    }
}

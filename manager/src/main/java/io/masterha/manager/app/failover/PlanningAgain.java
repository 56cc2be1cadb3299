package io.masterha.manager.app.failover;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.ErrorCode;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.app.fence.Fence;
import io.masterha.manager.app.fence.Gone;
import io.masterha.manager.app.fence.HeldDown;
import io.masterha.manager.app.fence.NewSourceSight;
import io.masterha.manager.app.fence.SqlFence;
import io.masterha.manager.execute.ExecuteError;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.plan.FencePolicy;
import io.masterha.manager.plan.Phase;
import io.masterha.manager.plan.Plan;
import io.masterha.manager.plan.Safety;
import io.masterha.manager.plan.Stage;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.SaveBinlog;
import io.masterha.manager.step.SaveCopy;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.FenceCertificate.Strength;
import io.masterha.manager.topology.FormerSource;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.TopologyText;
import io.masterha.manager.topology.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans again when the server that was chosen is gone: another one takes its place, what was saved stays saved.
 *
 * <p>One that was opened, or about to be, is fenced like the failed source, and what it had committed is kept. Once a
 * replica was pointed at it, it is a source like any other, and no concern of this failover any more.
 */
final class PlanningAgain {
    /** If so many servers go one after the other, something else is wrong. */
    static final int MOST_PLANS = 3;

    private static final Set<ErrorCode> OTHER_REASONS = Set.of(
            AppError.LOCKED,
            AppError.SOURCE_ALIVE,
            AppError.FENCE_TOO_WEAK,
            AppError.LOSS_REFUSED,
            ExecuteError.JOURNAL_UNUSABLE);

    private static final Set<Phase> BEHIND_IT =
            Set.of(Phase.REPLICA_DIFFS, Phase.REPLICA_APPLY, Phase.REPOINT, Phase.REPOINT_BY_GTID);

    private final World world;
    private final Cluster cluster;
    private final Safety safety;
    private final Journal journal;
    private final NewSourceSight sight;
    private final Gone gone;

    PlanningAgain(World world, Cluster cluster, Safety safety, Journal journal, NewSourceSight sight) {
        this.world = world;
        this.cluster = cluster;
        this.safety = safety;
        this.journal = journal;
        this.sight = sight;
        this.gone = new Gone(world, sight);
    }

    /** Servers that this failover had promoted and that are gone. */
    static List<FormerSource> formers(Journal journal) {
        return journal.text(Facts.PROMOTED_BEFORE).isEmpty()
                ? List.of()
                : journal.read(Facts.PROMOTED_BEFORE, FormerSource::parse);
    }

    /** From the moment when it is opened, or about to be, it is watched: what asks it may wait long for an answer. */
    void watch(Plan plan) {
        if (journal.position(Facts.START).isPresent()) {
            sight.begin(plan.newSource(), serverId(plan.newSource()));
        }
    }

    /**
     * Before a stage for the others, and when all stages are through.
     *
     * @throws Problem if the promoted server is gone and nobody follows it yet
     */
    void requireAlive(Plan plan, Stage stage) {
        boolean isBehind = BEHIND_IT.contains(stage.phase())
                && stage.steps().stream()
                        .anyMatch(step -> journal.settled(step.title()).isEmpty());
        if (isBehind) {
            requireAlive(plan);
        }
    }

    /** @param lost who was left out: where nobody was, somebody follows it, or there is nobody */
    void requireAlive(Plan plan, Map<ServerId, String> lost) {
        if (!lost.isEmpty()) {
            requireAlive(plan);
        }
    }

    /** Whether it is gone, and replicas follow it already while others could not be pointed at it. */
    boolean isGoneBehindItsFailover(ServerId newSource, Map<ServerId, String> lost) {
        return !lost.isEmpty() && isFollowed() && gone.isGone(newSource);
    }

    private void requireAlive(Plan plan) {
        boolean wasPromoted = journal.position(Facts.START).isPresent();
        if (wasPromoted && !isFollowed() && gone.isGone(plan.newSource())) {
            throw Problem.of(ExecuteError.NEW_SOURCE_LOST, plan.newSource() + " was promoted and is gone")
                    .why("nobody follows it yet")
                    .changed("see " + journal.location());
        }
    }

    private boolean isFollowed() {
        return journal.factNames().stream().anyMatch(name -> name.startsWith(Facts.POINTED_AWAY));
    }

    /** Whether a plan ended because the server that it was to promote is gone, so that another one may help. */
    boolean isDue(Plan plan, Problem problem) {
        return !OTHER_REASONS.contains(problem.code())
                && !isFollowed()
                && journal.plans() < MOST_PLANS
                && gone.isGone(plan.newSource());
    }

    /**
     * Before another one is chosen: a server that may have taken writes is fenced, and its own history looked at.
     *
     * @throws Problem if nothing proves that it is down
     */
    void setAside(Topology topology, Plan plan) {
        ServerId id = plan.newSource();
        Optional<BinlogPosition> start = journal.position(Facts.START);
        List<FormerSource> formers = new ArrayList<>(formers(journal));
        boolean isKnown = formers.stream().anyMatch(former -> former.id().equals(id));
        if (start.isEmpty() || isKnown) {
            return;
        }
        fence(id, true);
        formers.add(look(id, start.get()));
        journal.put(Facts.PROMOTED_BEFORE, FormerSource.format(formers));
        world.story()
                .warn(
                        "plan",
                        Optional.of(id),
                        "was promoted at " + start.get() + ", is gone, and is kept from coming back");
    }

    private FormerSource look(ServerId id, BinlogPosition start) {
        try {
            SavedLog own = world.nodes().readBinlog(id, start);
            long transactions = own.damage().isEmpty() ? own.transactions() : FormerSource.UNKNOWN;
            journal.note(
                    "lost",
                    id + " had committed " + own.transactions() + " transactions since it was promoted"
                            + (own.damage().isEmpty() ? "" : ", and its binlog is damaged: " + own.damage()));
            return new FormerSource(id, serverId(id), start, reached(id), transactions);
        } catch (Problem problem) {
            journal.note("lost", "what " + id + " had committed cannot be read: " + problem.sentence());
            return new FormerSource(id, serverId(id), start, reached(id), FormerSource.UNKNOWN);
        }
    }

    private BinlogPosition reached(ServerId id) {
        return journal.position(Facts.appliedAt(id)).orElseThrow();
    }

    /** As it was written down when it was promoted; nobody can ask it now. */
    private long serverId(ServerId id) {
        return journal.text(Facts.serverIdOf(id)).map(Long::parseLong).orElse(0L);
    }

    /** A resumed failover: what kept them down may have ended with the manager. */
    void fenceFormersAgain(Plan plan) {
        List<FormerSource> formers = new ArrayList<>(formers(journal));
        // Nobody could take its place, and somebody started it again: then it is the new source still.
        boolean isBack = formers.removeIf(former -> former.id().equals(plan.newSource()) && gone.answers(former.id()));
        if (isBack) {
            journal.put(Facts.PROMOTED_BEFORE, FormerSource.format(formers));
        }
        formers.forEach(former -> fence(former.id(), false));
    }

    private void fence(ServerId id, boolean isFirst) {
        Safety strict = new Safety(FencePolicy.STRICT, safety.loss());
        FailedSource source = new FailedSource(id, serverId(id), true, Optional.empty());
        SqlFence sql = new SqlFence(world, id);
        Fence.Outcome outcome = new Fence(world, journal, strict, sql).raise(source);
        sql.climb();
        FenceCertificate certificate = sql.together(outcome).certificate();
        journal.note("fence", certificate.toString());
        if (isFirst) {
            requireDown(certificate);
        }
    }

    private void requireDown(FenceCertificate certificate) {
        if (certificate.reaches(Strength.VOUCHED)) {
            return;
        }
        ServerId id = certificate.server();
        throw Problem.of(AppError.FENCE_TOO_WEAK, id + " was promoted, does not answer, and may still take writes")
                .why("so no other server is opened; what there is (" + certificate.strength() + "): "
                        + String.join("; ", certificate.evidence()))
                .next("start " + id + " again, or make sure that it is down and let its host answer; then "
                        + NextSteps.resume(cluster))
                .changed("see " + journal.location());
    }

    /** The last look at them before another server is opened. */
    void requireSilence(ServerId newSource) {
        for (FormerSource former : formers(journal)) {
            HeldDown held = new HeldDown(world, journal, former.id());
            held.requireSilence(newSource, new FenceCertificate(former.id(), Strength.NONE, List.of()));
            held.outlastTheManager();
        }
    }

    void release() {
        formers(journal).forEach(former -> world.hosts().release(former.id()));
    }

    /** What the one that is gone had received is to be found on the new source too, or the loss verdict tells. */
    Topology remembering(Topology now, Failover.Planned before) {
        FailedSource source = now.source();
        Optional<BinlogPosition> had =
                before.topology().replica(before.plan().newSource()).map(Replica::received);
        boolean isMore = had.isPresent()
                && source.seen().filter(seen -> !had.get().isAfter(seen)).isEmpty();
        Optional<Witness> floor = isMore
                ? Optional.of(source.witness()
                        .map(witness -> witness.movedTo(had.get()))
                        .orElse(Witness.at(had.get())))
                : source.witness();
        return now.with(source.with(source.hostAnswers(), floor, source.disk())).after(formers(journal));
    }

    /** Why a server that was chosen is not the one. */
    String reason(ServerId instead) {
        boolean wasPromoted =
                formers(journal).stream().anyMatch(former -> former.id().equals(instead));
        return instead + (wasPromoted ? " was promoted and is gone" : " was chosen and is gone");
    }

    /** One line: from here on the other plan holds. */
    void write(Failover.Planned now, String reason) {
        journal.plannedAgain(
                TopologyText.format(now.topology()),
                now.plan().format(),
                now.ranking().because(),
                reason,
                forgets(now.plan()));
    }

    private List<String> forgets(Plan plan) {
        return journal.factNames().stream()
                .filter(name -> Facts.isOfOnePlan(name) || (isLog(name) && !serves(name, plan)))
                .toList();
    }

    private static boolean isLog(String name) {
        return name.equals(Facts.TAIL) || name.startsWith("copy@");
    }

    /** A saved log stays if the plan would save it again, and it begins early enough. */
    private boolean serves(String name, Plan plan) {
        Optional<BinlogPosition> wanted = plan.stages().stream()
                .flatMap(stage -> stage.steps().stream())
                .flatMap(step -> {
                    if (step instanceof SaveBinlog save && name.equals(Facts.TAIL)) {
                        return Optional.of(save.from()).stream();
                    }
                    return step instanceof SaveCopy copy && name.equals(Facts.copyOn(copy.server()))
                            ? Optional.of(copy.from()).stream()
                            : Optional.<BinlogPosition>empty().stream();
                })
                .findFirst();
        List<LogPiece> pieces = journal.savedLog(name).map(SavedLog::pieces).orElse(List.of());
        return wanted.isPresent()
                && !pieces.isEmpty()
                && !new BinlogPosition(pieces.get(0).file(), pieces.get(0).from()).isAfter(wanted.get());
    }
}

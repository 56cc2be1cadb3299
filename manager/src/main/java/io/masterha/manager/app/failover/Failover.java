package io.masterha.manager.app.failover;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.Inspector;
import io.masterha.manager.app.World;
import io.masterha.manager.app.fence.Fence;
import io.masterha.manager.app.fence.FenceGate;
import io.masterha.manager.app.fence.Gone;
import io.masterha.manager.app.fence.NewSourceSight;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.plan.Candidates;
import io.masterha.manager.plan.FailoverPlanner;
import io.masterha.manager.plan.FailoverPolicy;
import io.masterha.manager.plan.LossPolicy;
import io.masterha.manager.plan.Plan;
import io.masterha.manager.plan.Rivals;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Replaces a dead source: fence, inspect, plan, run, report. Started again after a crash, it goes on from the journal. */
public final class Failover {
    private final World world;
    private final Cluster cluster;
    private final FailoverPolicy policy;
    private final Inspector inspector;
    private final NewSourceSight sight;

    public Failover(World world, Cluster cluster, FailoverPolicy policy) {
        this(world, cluster, policy, NewSourceSight.NONE);
    }

    /** @param sight looks at the server that is opened, until whoever runs the failover ends it */
    public Failover(World world, Cluster cluster, FailoverPolicy policy, NewSourceSight sight) {
        this.sight = sight;
        this.world = world;
        this.cluster = cluster;
        this.policy = policy;
        this.inspector = new Inspector(world, cluster);
    }

    /**
     * Runs to an end: never throws a Problem, the report carries it.
     *
     * @param dead the source that was declared dead; {@code hostAnswers} is found out by the fence
     */
    public FailoverReport run(FailedSource dead) {
        long begin = world.time().nanos();
        Journal journal = new Journal(world.journalStore(), world.time());
        FailoverRun run = new FailoverRun(world, cluster, this, dead, journal);
        String error = "";
        try {
            run.toTheEnd();
        } catch (Problem problem) {
            error = cluster.named(problem.sentence());
            world.story().warn("stopped", Optional.empty(), error);
        } catch (RuntimeException fault) {
            // Whatever it is: a human has to be told how far this came.
            error = AppError.unexpected(fault).sentence();
            world.story().warn("stopped", Optional.empty(), error);
        }
        FailoverReport report = run.report((world.time().nanos() - begin) / 1_000_000, error);
        if (run.isInCharge()) {
            close(journal, report);
        }
        run.release();
        return report;
    }

    /**
     * A failover that stopped before the new source was about to be opened is over: the next one looks and plans afresh.
     * One that stopped later stays open, for the next manager to finish.
     */
    private void close(Journal journal, FailoverReport report) {
        boolean isOver = report.error().isEmpty() || !Facts.isPastReturn(journal);
        if (!isOver) {
            return;
        }
        try {
            journal.end("exit " + report.exitCode() + (report.error().isEmpty() ? "" : ": " + report.error()));
        } catch (Problem problem) {
            world.story().warn("stopped", Optional.empty(), problem.sentence());
        }
    }

    /** What a failover of a source would do now; changes nothing. */
    public Planned preview(FailedSource source) {
        Map<ServerId, Inspector.Reading> readings = inspector.readAllBut(Optional.of(source.id()));
        return plan(inspector.topology(source, readings, this::needsDonor), Optional.empty());
    }

    /** A topology, who was chosen and why, and the plan. */
    public record Planned(Topology topology, Candidates.Ranking ranking, Plan plan) {}

    /** Whether a server that was promoted is gone by now. */
    public boolean isGone(ServerId newSource) {
        return new Gone(world, sight).isGone(newSource);
    }

    /** What the journal knows of the server that it promoted, as a look at it: the floor of that server's own failover. */
    public Optional<Witness> seenAtPromotion(ServerId newSource) {
        Journal journal = new Journal(world.journalStore(), world.time());
        Optional<BinlogPosition> start = journal.position(Facts.START);
        String[] traits = journal.text(Facts.traitsOf(newSource)).orElse("").split(" ", -1);
        boolean isKnown = start.isPresent()
                && traits.length == 3
                && traits[0].matches("\\d{1,18}")
                && traits[1].matches("-?\\d{1,18}");
        return isKnown
                ? Optional.of(new Witness(
                        start.get(),
                        journal.text(Facts.REACHED_GTIDS).orElse(""),
                        "",
                        traits[2],
                        Long.parseLong(traits[0]),
                        Instant.ofEpochMilli(Long.parseLong(traits[1])),
                        Duration.ZERO))
                : Optional.empty();
    }

    NewSourceSight sight() {
        return sight;
    }

    FailoverPolicy policy() {
        return policy;
    }

    /**
     * Whether it must be known how far back the relay logs of the most advanced replicas go. By GTID only the new source is
     * completed before it is opened, so not if that is one of them. And it is, with them or without, where the failed
     * source's own log can complete any replica: else who can be completed decides who may be chosen.
     */
    boolean needsDonor(Topology topology) {
        boolean isOpenToAll = topology.gtid()
                && topology.source().hostAnswers()
                && policy.saveBinlog()
                && !topology.replicas().isEmpty();
        return !isOpenToAll
                || Candidates.rank(topology, policy.election())
                        .winner()
                        .filter(topology::isMostAdvanced)
                        .isEmpty();
    }

    /** Chooses and plans; with the fence's certificate, or for a look without one. */
    Planned plan(Topology topology, Optional<Fence.Outcome> fence) {
        if (topology.replicas().isEmpty()) {
            throw Problem.of(AppError.NO_CANDIDATE, "no replica answers").why("nobody can take over");
        }
        Topology usable = policy.saveBinlog() ? topology : topology.withoutSource();
        Candidates.Ranking ranking = Candidates.rank(usable, policy.election());
        Replica winner = ranking.winner().orElseThrow(() -> Problem.of(AppError.NO_CANDIDATE, ranking.because())
                .why(String.join(
                        " | ", ranking.rejected().stream().map(Object::toString).toList()))
                .next("name a server with --new_master_host, or mend the reason"));
        requireComparable(topology, winner);
        Plan plan = FailoverPlanner.plan(
                usable,
                policy,
                winner,
                fence.map(Fence.Outcome::certificate)
                        .orElse(Fence.noCertificate(topology.source().id())));
        return new Planned(topology, ranking, plan);
    }

    /** Two replicas of which each has what the other lacks: whichever is chosen, something is left behind. */
    private void requireComparable(Topology topology, Replica winner) {
        List<Rivals.Rival> rivals = Rivals.of(topology, winner);
        if (rivals.isEmpty()) {
            return;
        }
        String words = Rivals.words(winner, rivals);
        if (policy.safety().loss() != LossPolicy.ACCEPT) {
            throw Problem.of(AppError.LOSS_REFUSED, "no replica has everything that another one has")
                    .why(words)
                    .next("look at these transactions; to promote " + winner.id() + " as it is: "
                            + FenceGate.switchDead(topology.source().id(), cluster) + " --loss=accept");
        }
        world.story().warn("plan", Optional.of(winner.id()), "something may be left behind: " + words);
    }
}

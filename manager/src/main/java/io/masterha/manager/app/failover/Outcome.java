package io.masterha.manager.app.failover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.app.fence.Fence;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.LossVerdict;
import io.masterha.manager.execute.PlanRunner;
import io.masterha.manager.plan.Plan;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.Promote;
import io.masterha.manager.step.Repoint;
import io.masterha.manager.step.Step;
import io.masterha.manager.topology.Applier;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Says how a run ended: who is the source, who follows, who was left out and why, what may be lost. */
public final class Outcome {
    private final World world;
    private final Cluster cluster;
    private final Journal journal;
    private final PlanRunner runner;

    Outcome(World world, Cluster cluster, Journal journal, PlanRunner runner) {
        this.world = world;
        this.cluster = cluster;
        this.journal = journal;
        this.runner = runner;
    }

    /**
     * @param begun whether anything was changed
     * @param planned empty if the run ended before it had a plan
     */
    FailoverReport report(
            String application,
            boolean begun,
            ServerId failed,
            Optional<Failover.Planned> planned,
            Optional<Fence.Outcome> fence,
            long millis,
            String error) {
        Heritage heritage = new Heritage(journal);
        Map<ServerId, String> lost = new LinkedHashMap<>();
        List<ServerId> followers = new ArrayList<>();
        // One that stopped on the way because its new source is gone has none.
        Optional<ServerId> newSource = planned.flatMap(p -> promoted(p.plan()))
                .filter(id -> !heritage.isGone(id))
                .filter(id -> error.isEmpty() || answers(id));
        Optional<LossVerdict> loss = Optional.empty();
        if (planned.isPresent()) {
            Topology topology = planned.get().topology();
            topology.unreachable().forEach(id -> lost.put(id, "it did not answer"));
            topology.replicas().stream()
                    .filter(r -> r.applier() == Applier.BROKEN)
                    .forEach(r -> lost.put(r.id(), "its applier had stopped with an error"));
            lost.putAll(runner.lost());
            if (newSource.isPresent()) {
                followers(planned.get(), newSource.get(), followers, lost);
                heritage.formers().forEach(f -> lost.put(f.id(), heritage.reason(f, newSource.get())));
                loss = Optional.of(
                        heritage.with(LossVerdict.judge(topology, journal, newSource.get()), newSource.get()));
            }
        }
        return new FailoverReport(
                application,
                begun,
                failed,
                newSource,
                followers,
                lost,
                runner.tolerated(),
                loss,
                fence.map(f -> f.certificate().toString()).orElse("not fenced"),
                runner.timings(),
                millis,
                error,
                next(failed, planned, newSource, lost, error),
                journal.location());
    }

    private List<String> next(
            ServerId failed,
            Optional<Failover.Planned> planned,
            Optional<ServerId> newSource,
            Map<ServerId, String> lost,
            String error) {
        NextSteps steps = new NextSteps(world, cluster, journal, failed);
        return newSource.isPresent()
                ? steps.promoted(newSource.get(), planned.orElseThrow().topology(), lost, error)
                : steps.notPromoted(
                        planned.map(p -> p.plan().newSource()),
                        planned.flatMap(p -> promoted(p.plan())).isPresent());
    }

    private void followers(
            Failover.Planned planned, ServerId newSource, List<ServerId> followers, Map<ServerId, String> lost) {
        for (Replica replica : planned.topology().replicas()) {
            if (replica.id().equals(newSource)) {
                continue;
            }
            if (isRepointed(planned.plan(), replica.id())) {
                followers.add(replica.id());
            } else {
                lost.putIfAbsent(replica.id(), "it does not follow the new source");
            }
        }
    }

    /** From the journal; if the journal is in doubt, from the server itself. */
    private Optional<ServerId> promoted(Plan plan) {
        boolean done = steps(plan, Promote.class).anyMatch(step -> isDone(step));
        boolean inDoubt = !done && journal.position(Facts.START).isPresent();
        return done || (inDoubt && isWritable(plan.newSource())) ? Optional.of(plan.newSource()) : Optional.empty();
    }

    private boolean answers(ServerId id) {
        try {
            world.servers().session(id).status();
            return true;
        } catch (Problem silent) {
            return false;
        }
    }

    private boolean isWritable(ServerId id) {
        try {
            return world.servers().session(id).status().writable();
        } catch (Problem unknown) {
            return false;
        }
    }

    private boolean isRepointed(Plan plan, ServerId id) {
        return steps(plan, Repoint.class)
                .filter(step -> step.server().equals(id))
                .anyMatch(this::isDone);
    }

    private boolean isDone(Step step) {
        return journal.settled(step.title()).equals(Optional.of("done"));
    }

    private static Stream<Step> steps(Plan plan, Class<? extends Step> kind) {
        return plan.stages().stream().flatMap(stage -> stage.steps().stream()).filter(kind::isInstance);
    }
}

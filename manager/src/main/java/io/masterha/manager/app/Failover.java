package io.masterha.manager.app;

import io.masterha.binlog.Problem;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.LossVerdict;
import io.masterha.manager.execute.PlanRunner;
import io.masterha.manager.plan.Candidates;
import io.masterha.manager.plan.FailoverPlanner;
import io.masterha.manager.plan.FailoverPolicy;
import io.masterha.manager.plan.Plan;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.Promote;
import io.masterha.manager.step.Repoint;
import io.masterha.manager.step.Step;
import io.masterha.manager.topology.Applier;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.TopologyText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Replaces a dead source: fence, inspect, plan, run, report. Started again after a crash, it goes on from the journal. */
public final class Failover {
    /** MHA's name, so that a running original and this one exclude each other. */
    public static final String LOCK = "MHA_Master_High_Availability_Failover";

    private final World world;
    private final Cluster cluster;
    private final FailoverPolicy policy;
    private final Inspector inspector;

    public Failover(World world, Cluster cluster, FailoverPolicy policy) {
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
        Run run = new Run(dead, journal);
        String error = "";
        try {
            run.toTheEnd();
        } catch (Problem problem) {
            error = problem.sentence();
            world.story().warn("stopped", Optional.empty(), error);
        }
        FailoverReport report = run.report((world.time().nanos() - begin) / 1_000_000, error);
        if (error.isEmpty()) {
            journal.end("exit " + report.exitCode());
        }
        run.release();
        return report;
    }

    /** What a failover of a source would do now; changes nothing. */
    public Planned preview(FailedSource source) {
        return plan(inspector.topology(source, inspector.readAllBut(Optional.of(source.id()))), Optional.empty());
    }

    /** A topology, who was chosen and why, and the plan. */
    public record Planned(Topology topology, Candidates.Ranking ranking, Plan plan) {}

    private Planned plan(Topology topology, Optional<Fence.Outcome> fence) {
        if (topology.replicas().isEmpty()) {
            throw Problem.of(AppError.NO_CANDIDATE, "no replica answers").why("nobody can take over");
        }
        Candidates.Ranking ranking = Candidates.rank(topology, policy.election());
        Replica winner = ranking.winner().orElseThrow(() -> Problem.of(AppError.NO_CANDIDATE, ranking.because())
                .why(String.join(
                        " | ", ranking.rejected().stream().map(Object::toString).toList()))
                .next("name a server with --new_master_host, or mend the reason"));
        Plan plan = FailoverPlanner.plan(
                topology,
                policy,
                winner,
                fence.map(Fence.Outcome::certificate)
                        .orElse(Fence.noCertificate(topology.source().id())));
        return new Planned(topology, ranking, plan);
    }

    /** One run and what it has learned so far. */
    private final class Run {
        private final FailedSource dead;
        private final Journal journal;
        private final PlanRunner runner;
        private Optional<Fence.Outcome> fence = Optional.empty();
        private Optional<Planned> planned = Optional.empty();
        private final List<ServerId> locked = new ArrayList<>();
        private final Map<ServerId, String> silent = new LinkedHashMap<>();

        Run(FailedSource dead, Journal journal) {
            this.dead = dead;
            this.journal = journal;
            this.runner = new PlanRunner(journal, world.story(), world.workers(), this::checkLock);
        }

        void toTheEnd() {
            if (journal.hasEnded()) {
                throw Problem.of(AppError.TOPOLOGY_UNSUITABLE, "the failover of this journal is finished")
                        .why(journal.location() + " ends with its outcome")
                        .next("run masterha-check-repl and see who is the source now");
            }
            boolean resumed = journal.isUnfinished();
            if (!resumed) {
                inspector.requireReplicasOf(dead.id(), inspector.readAllBut(Optional.of(dead.id())));
                journal.begin(cluster.application(), dead.id().toString());
            }
            if (resumed) {
                planned = Optional.of(plan(TopologyText.parse(journal.topology()), Optional.empty()));
                compareWithJournal(planned.get());
            }
            lock();
            quiesce(resumed);
            Topology topology = planned.map(Planned::topology).orElseGet(() -> inspect(fence.orElseThrow()));
            Planned now = plan(topology, fence);
            if (!resumed) {
                tell(now);
                journal.planned(
                        TopologyText.format(topology),
                        now.plan().format(),
                        now.ranking().because());
            }
            planned = Optional.of(now);
            runner.run(now.plan(), new RunContext(world, journal, dead.id()));
        }

        private Topology inspect(Fence.Outcome fenced) {
            FailedSource source = new FailedSource(dead.id(), dead.serverId(), fenced.hostAnswers(), dead.seen());
            return inspector.topology(source, inspector.readAllBut(Optional.of(dead.id())));
        }

        private void compareWithJournal(Planned now) {
            if (!now.plan().format().equals(journal.plan())) {
                throw Problem.of(
                                AppError.TOPOLOGY_UNSUITABLE,
                                "the unfinished journal " + journal.location()
                                        + " holds another plan than the one made now")
                        .why("the options or the program changed in between")
                        .next("look at the servers, finish by hand, then move the journal away");
            }
            world.story().tell("resume", Optional.empty(), "going on with " + journal.location());
        }

        private void lock() {
            for (Member member : others()) {
                try {
                    if (!world.servers()
                            .session(member.id())
                            .lock(LOCK, world.limits().lock())) {
                        throw Problem.of(AppError.LOCKED, member.id() + ": the failover lock is taken")
                                .why("another manager, or purge_relay_logs, holds " + LOCK)
                                .next("SELECT IS_USED_LOCK('" + LOCK + "') on " + member.id()
                                        + " shows the connection that holds it");
                    }
                    locked.add(member.id());
                } catch (Problem problem) {
                    if (problem.code() == AppError.LOCKED) {
                        throw problem;
                    }
                    silent.put(member.id(), problem.sentence());
                }
            }
        }

        private void checkLock() {
            for (ServerId id : locked) {
                if (!runner.lost().containsKey(id) && !holds(id)) {
                    throw Problem.of(AppError.LOCKED, id + ": the failover lock is not held any more")
                            .why("the session broke and another manager took it")
                            .next("make sure that one manager only runs, then start it again")
                            .changed("see " + journal.location());
                }
            }
        }

        private boolean holds(ServerId id) {
            try {
                return world.servers().session(id).holdsLock(LOCK)
                        || world.servers().session(id).lock(LOCK, world.limits().lock());
            } catch (Problem gone) {
                return true;
            }
        }

        /**
         * Fences the failed source and stops the receivers, side by side. A resumed run fences again, but the receivers
         * were stopped before the plan was made; those that run now follow the new source already.
         */
        private void quiesce(boolean resumed) {
            List<Callable<Optional<Fence.Outcome>>> jobs = new ArrayList<>();
            jobs.add(() -> Optional.of(new Fence(world).raise(dead.id())));
            for (Member member : others()) {
                if (!resumed && !silent.containsKey(member.id())) {
                    jobs.add(() -> {
                        stopReceiver(member.id());
                        return Optional.empty();
                    });
                }
            }
            fence = world.workers().all(jobs).get(0);
            journal.note("fence", fence.orElseThrow().certificate().toString());
        }

        private void stopReceiver(ServerId id) {
            try {
                world.servers().session(id).stopReceiver(world.limits().stopReceiver());
            } catch (Problem problem) {
                world.story().warn("fence", Optional.of(id), "its receiver did not stop: " + problem.sentence());
                synchronized (silent) {
                    silent.put(id, problem.sentence());
                }
            }
        }

        private List<Member> others() {
            return cluster.without(dead.id()).members();
        }

        private void tell(Planned now) {
            TopologyText.format(now.topology()).forEach(line -> world.story().tell("inspect", Optional.empty(), line));
            now.ranking().rejected().forEach(r -> world.story()
                    .tell("plan", Optional.of(r.server()), "not eligible: " + String.join("; ", r.reasons())));
            world.story()
                    .tell(
                            "plan",
                            Optional.of(now.plan().newSource()),
                            "becomes the source: " + now.ranking().because());
        }

        FailoverReport report(long millis, String error) {
            Map<ServerId, String> lost = new LinkedHashMap<>();
            List<ServerId> followers = new ArrayList<>();
            Optional<ServerId> newSource = promoted();
            Optional<LossVerdict> loss = Optional.empty();
            if (planned.isPresent()) {
                Topology topology = planned.get().topology();
                topology.unreachable().forEach(id -> lost.put(id, "it did not answer"));
                topology.replicas().stream()
                        .filter(r -> r.applier() == Applier.BROKEN)
                        .forEach(r -> lost.put(r.id(), "its applier had stopped with an error"));
                lost.putAll(runner.lost());
                if (newSource.isPresent()) {
                    for (Replica replica : topology.replicas()) {
                        if (!replica.id().equals(newSource.get()) && repointed(replica.id())) {
                            followers.add(replica.id());
                        } else if (!replica.id().equals(newSource.get())) {
                            lost.putIfAbsent(replica.id(), "it does not follow the new source");
                        }
                    }
                    loss = Optional.of(LossVerdict.judge(topology, journal, newSource.get()));
                }
            }
            return new FailoverReport(
                    cluster.application(),
                    dead.id(),
                    newSource,
                    followers,
                    lost,
                    runner.tolerated(),
                    loss,
                    fence.map(f -> f.certificate().toString()).orElse("not fenced"),
                    runner.timings(),
                    millis,
                    error,
                    NextSteps.after(newSource, lost, error, journal),
                    journal.location());
        }

        /** From the journal; if the journal is in doubt, from the server itself. */
        private Optional<ServerId> promoted() {
            if (planned.isEmpty()) {
                return Optional.empty();
            }
            Plan plan = planned.get().plan();
            boolean done = steps(plan, Promote.class)
                    .anyMatch(step -> journal.settled(step.title()).equals(Optional.of("done")));
            boolean inDoubt = !done && journal.position(Facts.START).isPresent();
            return done || (inDoubt && isWritable(plan.newSource())) ? Optional.of(plan.newSource()) : Optional.empty();
        }

        private boolean isWritable(ServerId id) {
            try {
                return world.servers().session(id).status().writable();
            } catch (Problem unknown) {
                return false;
            }
        }

        private static java.util.stream.Stream<Step> steps(Plan plan, Class<? extends Step> kind) {
            return plan.stages().stream()
                    .flatMap(stage -> stage.steps().stream())
                    .filter(kind::isInstance);
        }

        private boolean repointed(ServerId id) {
            return steps(planned.orElseThrow().plan(), Repoint.class)
                    .filter(step -> step.server().equals(id))
                    .anyMatch(step -> journal.settled(step.title()).equals(Optional.of("done")));
        }

        void release() {
            world.hosts().release(dead.id());
            for (ServerId id : locked) {
                try {
                    world.servers().session(id).unlock(LOCK);
                } catch (Problem problem) {
                    world.story().warn("done", Optional.of(id), "lock not released: " + problem.getMessage());
                }
            }
        }
    }
}

package io.masterha.manager.app;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.RejoinReport;
import io.masterha.manager.execute.RejoinReport.Outcome;
import io.masterha.manager.plan.Plan;
import io.masterha.manager.plan.RejoinOrder;
import io.masterha.manager.plan.RejoinOrder.Action;
import io.masterha.manager.plan.RejoinPlanner;
import io.masterha.manager.step.CloseReturned;
import io.masterha.manager.topology.ReturnVerdict;
import io.masterha.manager.topology.ReturnedServers.Kind;
import io.masterha.manager.topology.ReturnedServers.Returned;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;

/**
 * Brings a server back that was the source: closed for writes at once, compared with the source, made its replica if it
 * has nothing more, or kept apart. The source itself is never changed.
 */
public final class Rejoin {
    /** Name of the fact: what shall become of the server, as {@link RejoinOrder} prints it. */
    static final String ORDER = "order";

    private final World world;
    private final Cluster cluster;
    private final List<LastChange> changes;
    private final RejoinPolicy policy;
    private final Runnable wanted;

    /**
     * @param world with the journal of this rejoin
     * @param changes what journals tell of the last changes of the source, the newest first
     * @param wanted called before each stage: throws a Problem if it is not wanted any more
     */
    public Rejoin(World world, Cluster cluster, List<LastChange> changes, RejoinPolicy policy, Runnable wanted) {
        this.world = world;
        this.cluster = cluster;
        this.changes = List.copyOf(changes);
        this.policy = policy;
        this.wanted = wanted;
    }

    /** What would be done, and the verdict that it follows from. */
    public record Preview(ReturnVerdict verdict, Optional<RejoinOrder> order, String acknowledged) {
        /** The plan's lines; empty if it would only be closed and told. */
        public List<String> format() {
            return order.map(o -> RejoinPlanner.plan(o).format()).orElse(List.of());
        }
    }

    /** Compares and plans; changes nothing. */
    public Preview preview(ReturnLook look, Returned returned) {
        ServerId source = look.source().source().orElseThrow();
        Optional<LastChange> change = changes.stream()
                .findFirst()
                .filter(c -> c.newSource().equals(source))
                .filter(c -> c.oldSource().equals(returned.id()) || returned.kind() == Kind.ASTRAY);
        boolean gtid = look.gtid()
                .or(() -> change.map(LastChange::gtid))
                .orElseGet(() -> world.servers().session(returned.id()).status().gtidOn());
        ReturnVerdict verdict = new RejoinComparison(world, source, change).judge(returned, !gtid);
        boolean follows = verdict instanceof ReturnVerdict.NothingMore;
        Optional<BinlogPosition> from = gtid ? Optional.empty() : change.flatMap(LastChange::start);
        Action action = follows ? Action.ATTACH : Action.QUARANTINE;
        RejoinOrder order = new RejoinOrder(
                returned.id(),
                source,
                action,
                follows ? from : Optional.empty(),
                look.relayLogPurge().orElse(false),
                change.filter(c -> c.oldSource().equals(returned.id()))
                        .map(LastChange::keptDownBy)
                        .orElse(""));
        return new Preview(verdict, policy == RejoinPolicy.REPORT ? Optional.empty() : Optional.of(order), "");
    }

    /** Runs to an end: never throws a Problem, the report carries it. */
    public RejoinReport run(ReturnLook look, Returned returned) {
        Run run = new Run(look.source().source().orElseThrow(), returned.id(), returned.because());
        try {
            return run.fromTheStart(look, returned);
        } catch (Problem problem) {
            return run.failed(problem);
        } catch (RuntimeException fault) {
            return run.failed(Failover.unexpected(fault));
        } finally {
            run.locks.release();
        }
    }

    /** Goes on with a rejoin that an earlier manager left in the middle; empty if there is nothing to go on with. */
    public Optional<RejoinReport> resume() {
        Journal journal = new Journal(world.journalStore(), world.time());
        Optional<String> text = journal.text(ORDER);
        if (!journal.isUnfinished() || text.isEmpty()) {
            return Optional.empty();
        }
        RejoinOrder order = RejoinOrder.parse(text.get());
        Run run = new Run(order.source(), order.server(), "an earlier run was interrupted");
        try {
            return Optional.of(run.again(order));
        } catch (Problem problem) {
            return Optional.of(run.failed(problem));
        } catch (RuntimeException fault) {
            return Optional.of(run.failed(Failover.unexpected(fault)));
        } finally {
            run.locks.release();
        }
    }

    /** One run and what it has learned so far. */
    private final class Run {
        private final ServerId source;
        private final ServerId server;
        private final String because;
        private final long begin = world.time().nanos();
        private final Journal journal = new Journal(world.journalStore(), world.time());
        private final RejoinExecution execution;
        private final RejoinLocks locks = new RejoinLocks(world, cluster);
        private long closedMillis = -1;
        private String verdict = "";
        private String acknowledged = "";

        Run(ServerId source, ServerId server, String because) {
            this.source = source;
            this.server = server;
            this.because = because;
            this.execution = new RejoinExecution(world, journal, source, () -> {
                wanted.run();
                locks.check(journal.location());
            });
        }

        RejoinReport fromTheStart(ReturnLook look, Returned returned) {
            locks.take(server, source);
            journal.begin(
                    cluster.application(),
                    new io.masterha.manager.topology.FailedSource(server, 0, true, Optional.empty()),
                    List.of());
            journal.note("returned", because);
            world.story().warn("rejoin", Optional.of(server), because);
            close(returned);
            Preview preview = preview(look, returned);
            verdict = preview.verdict().sentence();
            acknowledged = preview.acknowledged();
            journal.note("verdict", verdict);
            world.story().tell("rejoin", Optional.of(server), verdict);
            if (preview.order().isEmpty()) {
                return report(Outcome.REPORTED, "", Optional.of(preview.verdict()));
            }
            RejoinOrder order = preview.order().get();
            order.from().ifPresent(from -> journal.put(io.masterha.manager.step.Facts.START, from));
            journal.put(ORDER, order.format());
            Plan plan = RejoinPlanner.plan(order);
            journal.planned(List.of(order.format()), plan.format(), verdict);
            execution.run(plan);
            return report(outcome(order.action()), "", Optional.of(preview.verdict()));
        }

        /** Before anything else is asked: every moment more, somebody may write there. */
        private void close(Returned returned) {
            if (returned.kind() == Kind.AHEAD && !returned.writable()) {
                return;
            }
            CloseReturned step = new CloseReturned(server);
            String note = step.run(new RunContext(world, journal, server));
            closedMillis = (world.time().nanos() - begin) / 1_000_000;
            journal.note("closed", note);
            world.story().warn("rejoin", Optional.of(server), "closed for writes in " + closedMillis + " ms: " + note);
        }

        RejoinReport again(RejoinOrder order) {
            Plan plan = RejoinPlanner.plan(order);
            if (!plan.format().equals(journal.plan())) {
                throw Problem.of(
                                AppError.TOPOLOGY_UNSUITABLE,
                                "the unfinished journal " + journal.location() + " holds another plan than the one made"
                                        + " now")
                        .why("the program changed in between")
                        .next("look at " + server + ", finish by hand, then move the journal away");
            }
            world.story().tell("resume", Optional.of(server), "going on with " + journal.location());
            locks.take(server, source);
            execution.run(plan);
            return report(outcome(order.action()), "", Optional.empty());
        }

        private Outcome outcome(Action action) {
            return switch (action) {
                case ATTACH -> Outcome.ATTACHED;
                case REWIND -> Outcome.REWOUND;
                case QUARANTINE -> Outcome.QUARANTINED;
            };
        }

        RejoinReport failed(Problem problem) {
            world.story().warn("stopped", Optional.of(server), problem.sentence());
            return report(Outcome.FAILED, problem.sentence(), Optional.empty());
        }

        private RejoinReport report(Outcome outcome, String error, Optional<ReturnVerdict> verdictNow) {
            RejoinReport report = new RejoinReport(
                    cluster.application(),
                    server,
                    source,
                    outcome,
                    because,
                    closedMillis,
                    verdict,
                    acknowledged,
                    execution.timings(),
                    (world.time().nanos() - begin) / 1_000_000,
                    error,
                    new RejoinAdvice(world, journal).next(server, source, outcome, verdictNow),
                    journal.location());
            boolean isOver = outcome != Outcome.FAILED || !execution.hasBegun();
            if (isOver && journal.failedSource().isPresent()) {
                try {
                    journal.end("exit " + report.exitCode() + (error.isEmpty() ? "" : ": " + error));
                } catch (Problem problem) {
                    world.story().warn("stopped", Optional.empty(), problem.sentence());
                }
            }
            return report;
        }
    }
}

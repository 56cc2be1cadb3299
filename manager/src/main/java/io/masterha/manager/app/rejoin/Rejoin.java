package io.masterha.manager.app.rejoin;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.RejoinReport;
import io.masterha.manager.plan.RejoinOrder;
import io.masterha.manager.plan.RejoinPlanner;
import io.masterha.manager.topology.ReturnVerdict;
import io.masterha.manager.topology.ReturnedServers.Returned;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

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

    /**
     * What would be done, and why.
     *
     * @param order empty if it would only be closed and told
     * @param acknowledged whether clients were told of what only it has; empty text if it has nothing more
     * @param obstacle why what only it has is not taken back; empty text if it is, or if there is nothing
     */
    public record Preview(ReturnVerdict verdict, Optional<RejoinOrder> order, String acknowledged, String obstacle) {
        /** The plan's lines; empty if it would only be closed and told. */
        public List<String> format() {
            return order.map(o -> RejoinPlanner.plan(o).format()).orElse(List.of());
        }
    }

    /** Compares and plans; changes nothing. */
    public Preview preview(ReturnLook look, Returned returned) {
        return new RejoinDecision(world, changes, policy).decide(look, returned);
    }

    /** Runs to an end: never throws a Problem, the report carries it. */
    public RejoinReport run(ReturnLook look, Returned returned) {
        RejoinRun run = begin(look.source().source().orElseThrow(), returned.id());
        return toTheEnd(run, r -> r.fromTheStart(look, returned));
    }

    /**
     * The same for a server that has just answered where an old source is expected: it is closed before anything else is
     * asked, if it takes writes and the source does too.
     *
     * @param whole takes the look at all servers that follows
     * @return empty if it is where it belongs
     */
    public Optional<RejoinReport> meet(ServerId server, ServerId source, Supplier<ReturnLook> whole) {
        RejoinRun run = begin(source, server);
        RejoinReport closed = toTheEnd(run, r -> {
            r.closeBeside();
            return r.report(RejoinReport.Outcome.REPORTED, "");
        });
        if (closed.exitCode() == 1) {
            return Optional.of(closed);
        }
        ReturnLook look = whole.get();
        Optional<Returned> returned =
                look.returned().stream().filter(r -> r.id().equals(server)).findFirst();
        if (look.source().source().equals(Optional.of(source)) && returned.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(toTheEnd(run, r -> {
            if (returned.isEmpty() || !look.source().source().equals(Optional.of(source))) {
                throw Problem.of(AppError.TOPOLOGY_UNSUITABLE, "it is not clear who is the source")
                        .why(look.source().because());
            }
            return r.fromTheStart(look, returned.get());
        }));
    }

    private RejoinRun begin(ServerId source, ServerId server) {
        return new RejoinRun(world, cluster, source, server, new RejoinDecision(world, changes, policy), wanted);
    }

    private static RejoinReport toTheEnd(RejoinRun run, Function<RejoinRun, RejoinReport> part) {
        return toTheEnd(run, part, Function.identity());
    }

    private static <T> T toTheEnd(RejoinRun run, Function<RejoinRun, T> part, Function<RejoinReport, T> asResult) {
        try {
            return part.apply(run);
        } catch (Problem problem) {
            return asResult.apply(run.failed(problem));
        } catch (RuntimeException fault) {
            return asResult.apply(run.failed(AppError.unexpected(fault)));
        } finally {
            run.release();
        }
    }

    /**
     * Goes on with a rejoin that an earlier manager left in the middle; empty if there is nothing to go on with, or if all
     * has to be looked at again.
     */
    public Optional<RejoinReport> resume() {
        Journal journal = new Journal(world.journalStore(), world.time());
        Optional<String> text = journal.text(ORDER);
        if (!journal.isUnfinished() || text.isEmpty()) {
            return Optional.empty();
        }
        RejoinOrder order = RejoinOrder.parse(text.get());
        return toTheEnd(begin(order.source(), order.server()), run -> run.again(order), Optional::of);
    }
}

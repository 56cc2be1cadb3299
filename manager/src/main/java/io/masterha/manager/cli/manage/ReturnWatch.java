package io.masterha.manager.cli.manage;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.app.rejoin.LastChange;
import io.masterha.manager.app.rejoin.RejoinPolicy;
import io.masterha.manager.app.rejoin.ReturnLook;
import io.masterha.manager.cli.rejoin.ReturnedRuns;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.cli.workdir.ChangeJournals;
import io.masterha.manager.config.ServerConfig;
import io.masterha.manager.execute.RejoinReport;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ReturnedServers.Kind;
import io.masterha.manager.topology.ReturnedServers.Returned;
import io.masterha.manager.topology.ServerId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks after the servers that stand apart from the cluster that is watched: an old source that comes back is closed for
 * writes within one probe, and brought back as far as the configuration allows. Beside the watch, on a worker of its own.
 */
final class ReturnWatch implements AutoCloseable {
    /** How many probes there are between two looks for replicas that have more than their source. */
    private static final int LOOK_EVERY = 10;

    private static final int AGAIN_AFTER = 20;

    private final World world;
    private final Cluster whole;
    private final Story story;
    private final List<LastChange> changes;
    private final ReturnedRuns runs;
    private final Set<ServerId> apart = ConcurrentHashMap.newKeySet();
    /** Those that are closed and told of, and stay apart. */
    private final Set<ServerId> told = new HashSet<>();

    /** Those that could not be brought back, and at which probe that is tried again. */
    private final Map<ServerId, Integer> again = new HashMap<>();

    /** The number of the probe; one follows the other, on whichever thread. */
    private int probe;

    private volatile boolean stopped;

    private ReturnWatch(ManagerContext context, Wiring wiring, Set<ServerId> gone) {
        this.world = wiring.world();
        this.whole = wiring.cluster();
        this.story = context.story();
        this.changes = ChangeJournals.in(
                context.workdir(),
                context.config().application(),
                context.config().servers().stream().map(ServerConfig::id).toList());
        this.runs = new ReturnedRuns(
                context.config(),
                context.workdir(),
                story,
                wiring,
                changes,
                RejoinPolicy.named(context.config().settings().rejoin()),
                this::requireGoingOn);
        apart.addAll(gone);
    }

    /**
     * Brings back at once who came back while nobody watched, then looks after the others.
     *
     * @param gone servers that the last failovers replaced
     */
    static ReturnWatch begin(ManagerContext context, Wiring wiring, Set<ServerId> gone) {
        ReturnWatch watch = new ReturnWatch(context, wiring, gone);
        watch.runs.resume();
        watch.lookAround();
        watch.world.workers().again(watch.world.limits().pingInterval(), watch::goOn);
        return watch;
    }

    /** The servers that belong together now. */
    Cluster belonging() {
        Cluster cluster = whole;
        for (ServerId id : apart) {
            cluster = cluster.without(id);
        }
        return cluster;
    }

    Set<ServerId> apart() {
        return Set.copyOf(apart);
    }

    /** A manager that is started sees an old source: its journals say that it is one. */
    private void lookAround() {
        if (changes.isEmpty()) {
            return;
        }
        ReturnLook look = ReturnLook.at(world, whole, changes);
        if (!look.source().proved()) {
            return;
        }
        for (Returned returned : look.returned()) {
            if (returned.kind() != Kind.AHEAD) {
                apart.add(returned.id());
                settle(returned.id(), runs.run(look, returned));
            }
        }
    }

    /** One probe; whether there is another one. */
    private boolean goOn() {
        if (stopped) {
            return false;
        }
        try {
            probe++;
            for (ServerId id : List.copyOf(apart)) {
                attempt(() -> probe(id, probe));
            }
            if (probe % LOOK_EVERY == 0) {
                attempt(this::tellWhoIsAhead);
            }
            return true;
        } catch (RuntimeException ended) {
            if (!stopped) {
                story.warn("rejoin", Optional.empty(), "old sources are not looked after any more: " + ended);
            }
            return false;
        }
    }

    private void attempt(Runnable part) {
        try {
            requireGoingOn();
            part.run();
        } catch (Problem problem) {
            if (!stopped) {
                story.warn("rejoin", Optional.empty(), problem.sentence());
            }
        }
    }

    private void requireGoingOn() {
        if (stopped) {
            throw Problem.of(ManagerError.CALLED_OFF, "the rejoin is interrupted: the source is in doubt")
                    .why("a failover goes first")
                    .next("the next manager, or masterha-rejoin --conf=FILE, goes on with it");
        }
    }

    private void probe(ServerId id, int number) {
        if (!world.servers()
                .ping(id, PingType.CONNECT, world.limits().pingInterval())
                .isSignOfLife()) {
            told.remove(id);
            again.remove(id);
            return;
        }
        boolean isKept = told.contains(id)
                && !world.servers().session(id).writes().state().isWritable();
        if (isKept && !hasSource(id)) {
            return;
        }
        Optional<ServerId> source = changes.stream().findFirst().map(LastChange::newSource);
        boolean isPaused =
                Optional.ofNullable(again.get(id)).filter(at -> number < at).isPresent()
                        && !world.servers().session(id).writes().state().isWritable();
        if (source.isEmpty() || isPaused || runs.resume() != 0) {
            return;
        }
        again.put(id, number + AGAIN_AFTER);
        Optional<RejoinReport> report = runs.meet(id, source.get(), () -> ReturnLook.at(world, whole, changes));
        if (report.isEmpty()) {
            apart.remove(id);
            told.remove(id);
            story.tell("rejoin", Optional.of(id), "it follows " + source.get() + ": it belongs to the others again");
        } else {
            settle(id, report.get());
        }
    }

    private boolean hasSource(ServerId id) {
        return world.servers().session(id).status().replication().isPresent();
    }

    private void settle(ServerId id, RejoinReport report) {
        switch (report.outcome()) {
            case ATTACHED, REWOUND -> apart.remove(id);
            case QUARANTINED, REPORTED -> told.add(id);
            case FAILED -> {
                // It is tried again, at once if it takes writes.
            }
        }
    }

    private void tellWhoIsAhead() {
        ReturnLook look = ReturnLook.at(world, belonging(), changes);
        for (Returned returned : look.returned()) {
            if (returned.kind() == Kind.AHEAD && told.add(returned.id())) {
                story.warn(
                        "rejoin",
                        Optional.of(returned.id()),
                        returned.because() + "; next: masterha-rejoin --conf=FILE --server=" + returned.id()
                                + " --dry-run");
            }
        }
    }

    /** A failover goes first: what is under way stops before its next step. */
    void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        stop();
    }
}

package io.masterha.manager.cli.manage;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.check.Preflight;
import io.masterha.manager.app.failover.Rehearsal;
import io.masterha.manager.app.watch.Monitor;
import io.masterha.manager.app.watch.NewSourceWatch;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.port.Ready;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/** Checks the cluster, and watches its source until that is dead. */
final class SourceWatch {
    private final ManagerContext context;
    private final ManagerOptions options;
    private final Story story;

    SourceWatch(ManagerContext context) {
        this.context = context;
        this.options = context.options();
        this.story = context.story();
    }

    /** Everything is made ready for the moment of its death. */
    @SuppressWarnings("try") // looked after while it is open
    FailedSource untilDead(Wiring wiring, Cluster cluster) {
        Preflight.Findings found = context.neighbours().oneOfFew(() -> check(wiring, cluster));
        ServerId source = found.source().orElseThrow();
        context.isAbout(source);
        List<ServerId> all = cluster.members().stream().map(Member::id).toList();
        try (Ready commands = wiring.world().nodes().keepReady(all, true);
                Ready look =
                        context.neighbours().areNone() ? wiring.world().hosts().keepReady(source) : () -> {}) {
            rehearse(wiring, cluster, source, found.sourceServerId());
            return monitor(wiring, cluster, source, found.sourceServerId()).untilDead();
        }
    }

    /** While others are watched by this process too, it has their work to do, and one of them may have failed over before. */
    private void rehearse(Wiring wiring, Cluster cluster, ServerId source, long serverId) {
        if (context.neighbours().areNone() && !options.monitorOnly) {
            Rehearsal rehearsal = new Rehearsal(wiring.world(), cluster, context.policy());
            Future<Boolean> unused = wiring.world().workers().start(() -> rehearsal.run(source, serverId));
        }
    }

    /** Looks at whoever takes the place of this one, while its failover goes on. */
    NewSourceWatch beside(Wiring wiring, Cluster cluster, ServerId dead) {
        return new NewSourceWatch(wiring.world(), wiring.witnesses(), cluster.without(dead), context.watchPolicy());
    }

    /** Its death was proved by another manager and at another time: here it is confirmed by the same rules. */
    boolean isStillDead(Wiring wiring, FailedSource dead) {
        return monitor(wiring, wiring.cluster(), dead.id(), dead.serverId()).isDead();
    }

    private Monitor monitor(Wiring wiring, Cluster cluster, ServerId source, long serverId) {
        return new Monitor(
                wiring.world(),
                wiring.witnesses(),
                cluster,
                source,
                serverId,
                context.watchPolicy(),
                context.witnesses(),
                state -> {
                    context.shown().saw(state, source);
                    context.neighbours().saw(state);
                });
    }

    /**
     * Tells what it finds.
     *
     * @throws Problem if the cluster cannot be watched as it is
     */
    Preflight.Findings check(Wiring wiring, Cluster cluster) {
        Preflight.Findings found = preflight(wiring, cluster, !options.skipSsh, options.checkHealth);
        found.facts()
                .forEach(fact ->
                        story.tell("check", Optional.empty(), context.config().labelled(fact)));
        found.warnings().forEach(warning -> story.warn("check", Optional.empty(), warning));
        if (!found.problems().isEmpty()) {
            found.problems().forEach(problem -> story.warn("check", Optional.empty(), problem.sentence()));
            throw Problem.of(
                            ManagerError.PREFLIGHT_FAILED,
                            found.problems().size() + " problem(s) found before watching")
                    .why(found.problems().get(0).what())
                    .next("mend what the log names, then run masterha-check-repl");
        }
        found.silentSource()
                .ifPresent(problem -> story.warn(
                        "check", found.source(), "it does not answer, its replicas do: " + problem.sentence()));
        warnOfMarkers();
        return found;
    }

    /** A forgotten marker would switch the failover off without a word until the night it is needed. */
    private void warnOfMarkers() {
        if (options.ignoreLastFailover) {
            return;
        }
        try {
            context.markers().check(Duration.ofMinutes(options.lastFailoverMinute));
        } catch (Problem blocked) {
            story.warn("check", Optional.empty(), "a failover would be refused: " + blocked.sentence());
        }
    }

    /** Looks without a word. */
    Preflight.Findings preflight(Wiring wiring, Cluster cluster, boolean ssh, boolean health) {
        return new Preflight(
                        wiring.world(),
                        cluster,
                        new Preflight.Options(
                                ssh,
                                context.config().settings().checkFilter(),
                                options.ignoreFailOnStart,
                                Optional.of(Duration.ofSeconds(options.secondsBehind))
                                        .filter(limit -> health),
                                Startup.uncheckedHosts(context.config()),
                                !options.skipSave,
                                context.policy().election(),
                                context.policy().safety()))
                .check();
    }
}

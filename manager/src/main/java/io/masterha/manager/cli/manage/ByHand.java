package io.masterha.manager.cli.manage;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.Inspector;
import io.masterha.manager.app.World;
import io.masterha.manager.app.failover.Failover;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.cli.workdir.OneManager;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** A failover by hand: nobody watches; the operator names the dead source, and its death is confirmed here. */
public final class ByHand {
    private final ManagerOptions options;
    private final ManagerContext manager;
    private final Wiring wiring;
    private final World world;
    private final Story story;
    private final ServerId named;

    private ByHand(ManagerOptions options, ManagerContext manager, Wiring wiring, Story story, ServerId named) {
        this.options = options;
        this.manager = manager;
        this.wiring = wiring;
        this.world = wiring.world();
        this.story = story;
        this.named = named;
    }

    /**
     * Runs to an end; its exit code.
     *
     * @param agreed asked with what would be done, before anything is changed
     */
    @SuppressWarnings("try") // the lock is held, not used
    public static int run(ManagerOptions options, ServerId named, Predicate<Failover.Planned> agreed) {
        ClusterConfig config = Startup.config(options);
        Path workdir = Startup.workdir(options, config);
        Story story = Startup.story(System.out, config);
        ManagerContext manager = new ManagerContext(options, config, workdir, story);
        try (OneManager only = OneManager.claim(workdir, config.application())) {
            Optional<Integer> finished =
                    options.dryRun ? Optional.empty() : new ManagedFailover(manager, false).finishEarlier();
            if (finished.isPresent()) {
                return finished.get();
            }
            try (Wiring wiring = manager.wiring()) {
                return new ByHand(options, manager, wiring, story, named).failOver(agreed);
            }
        } finally {
            manager.shown().remove();
        }
    }

    private int failOver(Predicate<Failover.Planned> agreed) {
        PingAnswer answer =
                world.servers().ping(named, manager.pingType(), world.limits().pingInterval());
        if (answer.isSignOfLife()) {
            throw alive("it answers: " + answer.detail());
        }
        Failover failover = new Failover(world, wiring.cluster(), manager.policy());
        FailedSource dead = asLastSeen(new Inspector(world, wiring.cluster()).named(named));
        Failover.Planned planned = failover.preview(dead);
        if (options.dryRun) {
            planned.plan().format().forEach(System.out::println);
            System.out.println("Nothing was changed.");
            return 0;
        }
        if (options.ignoreLastFailover) {
            manager.markers().forget();
        }
        manager.markers().requireFree(Duration.ofMinutes(options.lastFailoverMinute));
        if (!agreed.test(planned)) {
            throw Problem.of(ManagerError.CALLED_OFF, "the failover was called off");
        }
        HostSight sight = world.hosts().look(named, world.limits().sshLook());
        boolean hostAnswers = sight.kind() != HostSight.Kind.NO_ANSWER;
        prepareHosts(hostAnswers);
        if (!isProvedDown(sight) && !new SourceWatch(manager).isStillDead(wiring, dead)) {
            throw alive("the log says what was seen");
        }
        return new ManagedFailover(manager, false)
                .run(wiring, wiring.cluster(), dead.with(hostAnswers, dead.witness(), dead.disk()));
    }

    /** A manager that watched it has written down where. */
    private FailedSource asLastSeen(FailedSource dead) {
        return dead.with(true, manager.witnesses().last(dead.id()), dead.disk());
    }

    private Problem alive(String why) {
        return Problem.of(ManagerError.SOURCE_ALIVE, named + " is not dead")
                .why(why)
                .next("masterha-switch --conf=FILE --master_state=alive");
    }

    /** Nobody watched, so nobody made sure that logs can be saved and applied; without it a failover may lose more. */
    private void prepareHosts(boolean hostAnswers) {
        List<Callable<Boolean>> jobs = new ArrayList<>();
        for (Member member : wiring.cluster().members()) {
            if (hostAnswers || !member.id().equals(named)) {
                jobs.add(() -> prepare(member.id()));
            }
        }
        world.workers().all(jobs);
    }

    private boolean prepare(ServerId host) {
        try {
            story.tell(
                    "check", Optional.of(host), "node commands " + world.nodes().prepare(host));
            return true;
        } catch (Problem problem) {
            story.warn("check", Optional.of(host), problem.sentence());
            return false;
        }
    }

    /** The operator says that it is dead, and its host says that nothing runs: no restart is waited for. */
    private boolean isProvedDown(HostSight sight) {
        boolean down = sight.kind() == HostSight.Kind.CRASHED || sight.kind() == HostSight.Kind.STOPPED;
        if (down) {
            story.warn("watch", Optional.of(named), "its host says that it is down: " + sight.detail());
        }
        return down;
    }
}

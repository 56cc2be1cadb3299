package io.masterha.manager.app;

import io.masterha.manager.port.Hooks;
import io.masterha.manager.port.Hosts;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.NodeTools;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.Time;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.StepContext;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the steps of a failover see of the world. */
public record RunContext(
        World world, Facts facts, ServerId failedSource, Runnable wanted, Consumer<List<ServerId>> inCharge)
        implements StepContext {
    public RunContext(World world, Facts facts, ServerId failedSource) {
        this(world, facts, failedSource, () -> {}, ids -> {});
    }

    public RunContext(World world, Facts facts, ServerId failedSource, Runnable wanted) {
        this(world, facts, failedSource, wanted, ids -> {});
    }

    /** The same with somebody who is asked whether this manager may act. */
    public RunContext guardedBy(Consumer<List<ServerId>> guard) {
        return new RunContext(world, facts, failedSource, wanted, guard);
    }

    @Override
    public void tell(ServerId server, String sentence) {
        world.story().tell("wait", Optional.of(server), sentence);
    }

    @Override
    public void requireInCharge(ServerId... servers) {
        inCharge.accept(List.of(servers));
    }

    @Override
    public void requireWanted() {
        wanted.run();
    }

    @Override
    public ServerSession server(ServerId id) {
        return world.servers().session(id);
    }

    @Override
    public NodeTools nodes() {
        return world.nodes();
    }

    @Override
    public Hooks hooks() {
        return world.hooks();
    }

    @Override
    public Hosts hosts() {
        return world.hosts();
    }

    @Override
    public Time time() {
        return world.time();
    }

    @Override
    public Limits limits() {
        return world.limits();
    }
}

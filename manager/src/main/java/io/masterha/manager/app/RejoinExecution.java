package io.masterha.manager.app;

import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.PlanRunner;
import io.masterha.manager.plan.Plan;
import io.masterha.manager.topology.ServerId;
import java.util.List;

/** Runs the plan of one rejoin. */
final class RejoinExecution {
    private final PlanRunner runner;
    private final RunContext context;
    private boolean begun;

    RejoinExecution(World world, Journal journal, ServerId source, Runnable stageCheck) {
        this.runner = new PlanRunner(journal, world.story(), world.workers(), stage -> stageCheck.run());
        this.context = new RunContext(world, journal, source, stageCheck);
    }

    void run(Plan plan) {
        begun = true;
        runner.run(plan, context);
    }

    /** Whether something beyond the closing may have been changed. */
    boolean hasBegun() {
        return begun;
    }

    List<PlanRunner.Timing> timings() {
        return runner.timings();
    }

    List<String> tolerated() {
        return runner.tolerated();
    }
}

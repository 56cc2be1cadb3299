package io.masterha.manager.execute;

import io.masterha.binlog.ErrorCode;
import io.masterha.binlog.Problem;
import io.masterha.manager.plan.OnFailure;
import io.masterha.manager.plan.Plan;
import io.masterha.manager.plan.Stage;
import io.masterha.manager.port.Story;
import io.masterha.manager.step.Step;
import io.masterha.manager.step.StepContext;
import io.masterha.manager.step.StepError;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** The whole control flow of a failover: stage by stage, what is settled is skipped, what fails follows its policy. */
public final class PlanRunner {
    private final Journal journal;
    private final Story story;
    private final Workers workers;
    private final Consumer<Stage> stageCheck;
    private final PhaseLog phases;
    private final Map<ServerId, String> lost = new LinkedHashMap<>();
    private final List<String> tolerated = new ArrayList<>();
    private final List<Timing> timings = new ArrayList<>();

    /** How long a stage took. */
    public record Timing(String phase, String title, long millis) {}

    /** @param stageCheck throws a Problem if a stage must not be begun, as another manager has the lock; called before each */
    public PlanRunner(Journal journal, Story story, Workers workers, Consumer<Stage> stageCheck) {
        this.journal = journal;
        this.story = story;
        this.workers = workers;
        this.stageCheck = stageCheck;
        this.phases = new PhaseLog(story);
    }

    /** Where the log says which phase it is in; the phases before the plan are told there too. */
    public PhaseLog phases() {
        return phases;
    }

    /** Servers that were left out, with the reason. */
    public Map<ServerId, String> lost() {
        return Map.copyOf(lost);
    }

    /** Another plan takes the place of the one that was run: who was left out of that one takes part again. */
    public void startOver() {
        lost.clear();
    }

    /** Failed steps that the plan could do without, each with its reason. */
    public List<String> tolerated() {
        return tolerated.stream().distinct().toList();
    }

    public List<Timing> timings() {
        return List.copyOf(timings);
    }

    /**
     * Runs a plan to its end.
     *
     * @throws Problem if a stage aborts; the journal says how far it came
     */
    public void run(Plan plan, StepContext context) {
        for (Stage stage : plan.stages()) {
            stageCheck.accept(stage);
            phases.enter(stage.phase());
            long begin = context.time().nanos();
            List<Callable<Optional<Failure>>> jobs = new ArrayList<>();
            for (Step step : stage.steps()) {
                jobs.add(() -> attempt(step, stage, context));
            }
            List<Optional<Failure>> outcomes = workers.all(jobs);
            timings.add(new Timing(
                    stage.phase().number(),
                    stage.phase().name(),
                    (context.time().nanos() - begin) / 1_000_000));
            outcomes.stream().flatMap(Optional::stream).forEach(failure -> follow(failure, stage, plan));
        }
        phases.end();
    }

    private record Failure(Step step, Problem problem) {}

    private Optional<Failure> attempt(Step step, Stage stage, StepContext context) {
        String word = stage.phase().number();
        Optional<String> before = journal.settled(step.title());
        if (before.isPresent()) {
            if (before.get().equals("failed")) {
                return Optional.of(
                        new Failure(step, Problem.of(earlier(stage), step.title() + " failed in an earlier run")));
            }
            return Optional.empty();
        }
        if (lost.containsKey(step.server())) {
            return Optional.empty();
        }
        try {
            if (step.isDone(context)) {
                journal.done(step.title(), "was done already");
                return Optional.empty();
            }
            journal.started(step.title());
            String note = step.run(context);
            journal.done(step.title(), note);
            story.tell(word, Optional.of(step.server()), step.title() + ": " + note);
            return Optional.empty();
        } catch (Problem problem) {
            if (stage.onFailure().tolerates(problem)) {
                journal.failed(step.title(), stage.onFailure().name(), problem);
            }
            story.warn(word, Optional.of(step.server()), step.title() + " failed: " + problem.sentence());
            return Optional.of(new Failure(step, problem));
        }
    }

    /** Only what was tolerated is written down as failed. */
    private static ErrorCode earlier(Stage stage) {
        return stage.onFailure() == OnFailure.IF_REACHABLE ? StepError.OUT_OF_REACH : ExecuteError.NEW_SOURCE_LOST;
    }

    private void follow(Failure failure, Stage stage, Plan plan) {
        if (!stage.onFailure().tolerates(failure.problem())) {
            throw failure.problem();
        }
        ServerId server = failure.step().server();
        switch (stage.onFailure()) {
            case CONTINUE, IF_REACHABLE ->
                tolerated.add(failure.step().title() + ": " + failure.problem().sentence());
            case LOSE_SERVER -> {
                if (server.equals(plan.newSource())) {
                    throw failure.problem();
                }
                lost.put(server, failure.problem().sentence());
            }
            case ABORT -> throw failure.problem();
        }
    }
}

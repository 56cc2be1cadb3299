package io.masterha.manager.plan;

import io.masterha.manager.step.Step;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;

/** What a failover is going to do, in order: printable, comparable, without effects. */
public record Plan(ServerId newSource, List<Stage> stages) {
    public Plan {
        stages = List.copyOf(stages);
    }

    /** A line per step: phase, failure policy, what it does. The journal holds it; a resumed run compares it. */
    public List<String> format() {
        List<String> lines = new ArrayList<>();
        for (Stage stage : stages) {
            for (Step step : stage.steps()) {
                lines.add("%-16s %-12s %s".formatted(stage.phase(), stage.onFailure(), step.title()));
            }
        }
        return lines;
    }
}

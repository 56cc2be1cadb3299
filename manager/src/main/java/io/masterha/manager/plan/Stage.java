package io.masterha.manager.plan;

import io.masterha.manager.step.Step;
import java.util.List;

/** Steps for distinct servers that may run side by side, with what to do if one fails. */
public record Stage(Phase phase, OnFailure onFailure, List<Step> steps) {
    public Stage {
        steps = List.copyOf(steps);
        long servers = steps.stream().map(Step::server).distinct().count();
        if (servers != steps.size()) {
            throw new IllegalArgumentException("two steps of one stage are for the same server: " + steps);
        }
    }
}

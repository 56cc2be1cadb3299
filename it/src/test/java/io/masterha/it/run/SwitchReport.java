package io.masterha.it.run;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code app.switchover.json} says. */
public record SwitchReport(
        int exit,
        String outcome,
        String oldSource,
        String newSource,
        List<String> followers,
        Map<String, String> lost,
        List<String> failedSteps,
        List<Report.Phase> phases,
        long writesStoppedMillis,
        String error,
        List<String> next) {
    /** The stages and their milliseconds, for people. */
    public String times() {
        return phases.stream().map(p -> p.title() + " " + p.millis()).collect(Collectors.joining(", "));
    }
}

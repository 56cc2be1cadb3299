package io.masterha.it.run;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code app.report.json} says, as far as the scenarios ask. */
public record Report(
        int exit,
        String failedSource,
        String newSource,
        List<String> followers,
        Map<String, String> lost,
        Loss loss,
        List<Phase> phases,
        long totalMillis,
        String error,
        String fence,
        List<String> next) {

    /** The loss verdict. */
    public record Loss(String verdict, String sentence) {}

    /** One phase and how long it took. */
    public record Phase(String phase, String title, long millis) {}

    /** The phases in one line. */
    public String times() {
        return phases.stream().map(p -> p.title() + " " + p.millis() + " ms").collect(Collectors.joining(", "));
    }
}

package io.masterha.manager.report;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.manager.execute.PlanRunner;
import io.masterha.manager.execute.SwitchoverReport;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of a switchover, for people and for programs. */
public final class SwitchoverText {
    private SwitchoverText() {}

    public static List<String> body(SwitchoverReport report) {
        List<String> lines = new ArrayList<>();
        report.oldSource().ifPresent(id -> lines.add("Old source      " + id));
        report.newSource().ifPresent(id -> lines.add("New source      " + id));
        if (report.outcome() == SwitchoverReport.Outcome.SWITCHED) {
            lines.add("Following it    " + (report.followers().isEmpty() ? "nobody" : join(report.followers())));
        }
        report.lost().forEach((server, reason) -> lines.add("Left out        " + server + ": " + reason));
        report.tolerated().forEach(step -> lines.add("Failed step     " + step));
        for (PlanRunner.Timing timing : report.timings()) {
            lines.add("Phase %-4s      %-16s %,8d ms".formatted(timing.phase(), timing.title(), timing.millis()));
        }
        if (report.blockedMillis() >= 0) {
            lines.add("Writes stopped  %,d ms".formatted(report.blockedMillis()));
        }
        if (!report.error().isEmpty()) {
            lines.add("Error           " + report.error());
        }
        report.next().forEach(command -> lines.add("Next            " + command));
        lines.add("Journal         " + report.journal());
        lines.add(conclusion(report));
        return lines;
    }

    private static String conclusion(SwitchoverReport report) {
        return switch (report.outcome()) {
            case SWITCHED ->
                "Switching master to " + report.newSource().orElseThrow()
                        + (report.exitCode() == 0
                                ? " completed successfully."
                                : " done, but switching slaves partially failed.");
            case REFUSED -> "The switchover was not begun; nothing was changed.";
            case UNDONE ->
                "The switchover was undone; "
                        + report.oldSource().map(id -> id + " takes writes").orElse("everything") + " as before.";
            case STUCK -> "The switchover is stuck: see Next.";
        };
    }

    private static String join(List<ServerId> ids) {
        return String.join(", ", ids.stream().map(ServerId::toString).toList());
    }

    /** One JSON object. */
    public static String json(SwitchoverReport report) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("application", report.application());
        object.put("exit", report.exitCode());
        object.put("outcome", report.outcome().name());
        object.put("oldSource", report.oldSource().map(ServerId::toString).orElse(""));
        object.put("newSource", report.newSource().map(ServerId::toString).orElse(""));
        object.put(
                "followers", report.followers().stream().map(ServerId::toString).toList());
        Map<String, String> lost = new LinkedHashMap<>();
        report.lost().forEach((id, reason) -> lost.put(id.toString(), reason));
        object.put("lost", lost);
        object.put("failedSteps", report.tolerated());
        List<Map<String, Object>> phases = new ArrayList<>();
        for (PlanRunner.Timing timing : report.timings()) {
            phases.add(Map.of("phase", timing.phase(), "title", timing.title(), "millis", timing.millis()));
        }
        object.put("phases", phases);
        object.put("writesStoppedMillis", report.blockedMillis());
        object.put("error", report.error());
        object.put("next", report.next());
        object.put("journal", report.journal());
        try {
            return JSON.std.asString(object) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

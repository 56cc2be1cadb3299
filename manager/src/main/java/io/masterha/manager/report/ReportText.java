package io.masterha.manager.report;

import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.LossVerdict;
import io.masterha.manager.execute.PlanRunner;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of a failover for people: what the log ends with and what the report script is given. */
public final class ReportText {
    private ReportText() {}

    /**
     * MHA's subject line, as mail filters know it.
     *
     * @param addresses of the servers
     */
    public static String subject(FailoverReport report, Map<ServerId, String> addresses) {
        return report.application() + ": MySQL Master failover " + LogMarkers.named(report.failed(), addresses)
                + report.newSource()
                        .map(id -> " to " + LogMarkers.named(id, addresses))
                        .orElse("")
                + (report.exitCode() == 0 ? " succeeded" : "");
    }

    public static List<String> body(FailoverReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("Master " + report.failed() + " is down!");
        lines.add("Failed source   " + report.failed());
        lines.add("New source      " + report.newSource().map(Object::toString).orElse("none"));
        lines.add("Following it    " + (report.followers().isEmpty() ? "nobody" : join(report.followers())));
        report.lost().forEach((server, reason) -> lines.add("Left out        " + server + ": " + reason));
        report.tolerated().forEach(step -> lines.add("Failed step     " + step));
        lines.add("Loss            " + report.loss().map(LossVerdict::sentence).orElse("no server was promoted"));
        lines.add("Fence           " + report.fence());
        lines.addAll(phases(report));
        lines.add("Total           %,d ms from the verdict".formatted(report.totalMillis()));
        if (!report.error().isEmpty()) {
            lines.add("Error           " + report.error());
        }
        report.next().forEach(command -> lines.add("Next            " + command));
        lines.add("Journal         " + report.journal());
        lines.add(conclusion(report));
        return lines;
    }

    /** A phase may have had several stages; they ran one after the other. */
    private static List<String> phases(FailoverReport report) {
        Map<String, Long> millis = new LinkedHashMap<>();
        for (PlanRunner.Timing timing : report.timings()) {
            millis.merge("Phase %-4s      %-16s".formatted(timing.phase(), timing.title()), timing.millis(), Long::sum);
        }
        return millis.entrySet().stream()
                .map(phase -> phase.getKey() + " %,8d ms".formatted(phase.getValue()))
                .toList();
    }

    private static String conclusion(FailoverReport report) {
        return switch (report.exitCode()) {
            case 0 -> "Master failover to " + report.newSource().orElseThrow() + " completed successfully.";
            case 10 ->
                "Master failover to " + report.newSource().orElseThrow()
                        + " done, but recovery on slave partially failed.";
            default -> "Got Error so couldn't continue failover from here.";
        };
    }

    private static String join(List<?> items) {
        return String.join(", ", items.stream().map(Object::toString).toList());
    }
}

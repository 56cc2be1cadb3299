package io.masterha.manager.report;

import io.masterha.manager.execute.PlanRunner;
import io.masterha.manager.execute.RejoinReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of a rejoin, for people and for programs. */
public final class RejoinText {
    private RejoinText() {}

    public static List<String> body(RejoinReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("Came back       " + report.server() + ": " + report.because());
        lines.add("Source          " + report.source());
        if (report.closedMillis() >= 0) {
            lines.add("Read-only       %,d ms after it was seen".formatted(report.closedMillis()));
        }
        if (!report.verdict().isEmpty()) {
            lines.add("It has          " + report.verdict());
        }
        if (!report.acknowledged().isEmpty()) {
            lines.add("Acknowledged    " + report.acknowledged());
        }
        for (PlanRunner.Timing timing : report.timings()) {
            lines.add("Phase %-8s  %-20s %,8d ms".formatted(timing.phase(), timing.title(), timing.millis()));
        }
        lines.add("Total           %,d ms".formatted(report.totalMillis()));
        if (!report.error().isEmpty()) {
            lines.add("Error           " + report.error());
        }
        report.next().forEach(command -> lines.add("Next            " + command));
        lines.add("Journal         " + report.journal());
        lines.add(conclusion(report));
        return lines;
    }

    private static String conclusion(RejoinReport report) {
        return switch (report.outcome()) {
            case ATTACHED -> report.server() + " follows " + report.source() + ".";
            case REWOUND ->
                report.server() + " follows " + report.source() + "; what only it had was written out and taken back.";
            case QUARANTINED ->
                report.server() + " is read-only and follows nobody: it has what " + report.source()
                        + " lacks, or nobody" + " knows.";
            case REPORTED -> report.server() + " is read-only; nothing else was done, as rejoin=report.";
            case FAILED -> report.server() + " was not brought back.";
        };
    }

    /** One JSON object, indented, with a final line break. */
    public static String json(RejoinReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("application", report.application());
        json.put("exit", report.exitCode());
        json.put("server", report.server().toString());
        json.put("source", report.source().toString());
        json.put("outcome", report.outcome().name());
        json.put("because", report.because());
        json.put("readOnlyMillis", report.closedMillis());
        json.put("verdict", report.verdict());
        json.put("acknowledged", report.acknowledged());
        json.put("totalMillis", report.totalMillis());
        json.put("error", report.error());
        json.put("next", report.next());
        json.put("journal", report.journal());
        return PrettyJson.of(json);
    }
}

package io.masterha.manager.report;

import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.PlanRunner;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of a failover for programs: {@code W/APP.report.json}. */
public final class ReportJson {
    private ReportJson() {}

    /** One JSON object, indented, with a final line break. */
    public static String format(FailoverReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("application", report.application());
        json.put("exit", report.exitCode());
        json.put("failedSource", report.failed().toString());
        json.put("newSource", report.newSource().map(ServerId::toString).orElse(""));
        json.put(
                "followers", report.followers().stream().map(ServerId::toString).toList());
        Map<String, String> lost = new LinkedHashMap<>();
        report.lost().forEach((server, reason) -> lost.put(server.toString(), reason));
        json.put("lost", lost);
        json.put("toleratedFailures", report.tolerated());
        json.put("loss", LossJson.of(report.loss()));
        json.put("fence", report.fence());
        List<Map<String, Object>> phases = new ArrayList<>();
        for (PlanRunner.Timing timing : report.timings()) {
            phases.add(Map.of("phase", timing.phase(), "title", timing.title(), "millis", timing.millis()));
        }
        json.put("phases", phases);
        json.put("totalMillis", report.totalMillis());
        json.put("error", report.error());
        json.put("next", report.next());
        json.put("journal", report.journal());
        return PrettyJson.of(json);
    }
}

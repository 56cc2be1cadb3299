package io.masterha.manager.cli.manage;

import io.masterha.binlog.Problem;
import io.masterha.manager.cli.workdir.FailoverMarkers;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.port.Story;
import io.masterha.manager.report.LogMarkers;
import io.masterha.manager.report.ReportJson;
import io.masterha.manager.report.ReportText;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What a failover leaves behind: its report in the log, a marker, a report file, a mail.
 *
 * <p>One that fails does not keep the others from it: with a full disk the mail is all that a human gets.
 */
final class FailoverEnd {
    private final Story story;
    private final FailoverMarkers markers;
    private final Path file;
    private final Map<ServerId, String> addresses;

    FailoverEnd(Story story, Path workdir, String application, Map<ServerId, String> addresses) {
        this.story = story;
        this.markers = new FailoverMarkers(workdir, application);
        this.file = workdir.resolve(application + ".report.json");
        this.addresses = addresses;
    }

    /** @param mail gets subject and body */
    void tell(FailoverReport report, BiConsumer<String, String> mail) {
        story.tell("report", Optional.empty(), LogMarkers.REPORT);
        String subject = ReportText.subject(report, addresses);
        story.tell("report", Optional.empty(), subject);
        List<String> body = ReportText.body(report);
        body.forEach(line -> story.tell("report", Optional.empty(), line));
        attempt("the marker that keeps the next failover off is not written", () -> markers.set(report.exitCode()));
        attempt("the report file is not written", () -> write(report));
        attempt("the report is not sent", () -> mail.accept(subject, String.join("\n", body)));
    }

    private void write(FailoverReport report) {
        try {
            Path temporary = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(temporary, ReportJson.format(report));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void attempt(String failure, Runnable part) {
        try {
            part.run();
        } catch (Problem problem) {
            story.warn("report", Optional.empty(), failure + ": " + problem.sentence());
        } catch (UncheckedIOException e) {
            story.warn("report", Optional.empty(), failure + ": " + e.getCause());
        }
    }
}

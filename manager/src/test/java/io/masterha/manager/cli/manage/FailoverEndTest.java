package io.masterha.manager.cli.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailoverEndTest {
    private static final ServerId OLD = new ServerId("db1", 3306);
    private static final ServerId NEW = new ServerId("db2", 3306);

    private final List<String> story = new ArrayList<>();
    private final List<String> mails = new ArrayList<>();

    @Test
    void a_marker_and_a_report_file_that_cannot_be_written_do_not_keep_the_mail_back(@TempDir Path workdir)
            throws IOException {
        Files.createDirectories(workdir.resolve("app.failover.complete").resolve("in-the-way"));
        Files.createDirectory(workdir.resolve("app.report.json.new"));
        end(workdir);
        assertEquals(1, mails.size());
        assertTrue(mails.get(0).contains("db2"), mails.toString());
        assertTrue(
                story.stream().anyMatch(line -> line.contains("marker") && line.contains("not written")),
                story::toString);
        assertTrue(story.stream().anyMatch(line -> line.contains("report file is not written")), story::toString);
    }

    @Test
    void marker_report_file_and_mail_are_left_behind(@TempDir Path workdir) {
        end(workdir);
        assertEquals(1, mails.size());
        assertTrue(Files.exists(workdir.resolve("app.failover.complete")));
        assertTrue(Files.exists(workdir.resolve("app.report.json")));
        assertTrue(story.stream().noneMatch(line -> line.contains("not written")), story::toString);
    }

    private void end(Path workdir) {
        Story told = new Story() {
            @Override
            public void tell(String word, Optional<ServerId> server, String sentence) {
                story.add(sentence);
            }

            @Override
            public void warn(String word, Optional<ServerId> server, String sentence) {
                story.add(sentence);
            }
        };
        FailoverReport report = new FailoverReport(
                "app",
                true,
                OLD,
                Optional.of(NEW),
                List.of(),
                Map.of(),
                List.of(),
                Optional.empty(),
                "",
                List.of(),
                1,
                "",
                List.of(),
                "app.jsonl");
        new FailoverEnd(told, workdir, "app", Map.of(OLD, "10.0.0.1", NEW, "10.0.0.2"))
                .tell(report, (subject, body) -> mails.add(subject + body));
    }
}

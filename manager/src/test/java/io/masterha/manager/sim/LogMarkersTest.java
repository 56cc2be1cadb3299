package io.masterha.manager.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.app.failover.Failover;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.plan.FailoverPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log of a whole failover has the lines of MHA's log that people grep for, in order. */
class LogMarkersTest {
    private static List<String> expected(String kind) throws IOException {
        try (InputStream file = LogMarkersTest.class.getResourceAsStream("/mha-log-markers.txt")) {
            List<String> markers = new ArrayList<>();
            for (String line : new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String word = line.split(" ", 2)[0];
                if (word.equals("both") || word.equals(kind)) {
                    markers.add(line.substring(word.length() + 1));
                }
            }
            return markers;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"position", "gtid"})
    void a_whole_failover_says_what_people_grep_for(String kind) throws IOException {
        List<String> expected = expected(kind);
        assertTrue(expected.size() > 15, expected.toString());
        int whole = 0;
        for (long seed = 1; seed <= 500; seed++) {
            List<String> story = story(seed, kind);
            if (isWhole(story)) {
                whole++;
                int at = 0;
                for (String line : story) {
                    at += at < expected.size() && line.contains(expected.get(at)) ? 1 : 0;
                }
                String next = at < expected.size() ? expected.get(at) : "";
                assertEquals("", next, () -> String.join("\n", story));
            }
        }
        assertTrue(whole > 3, whole + " whole failovers of 500");
    }

    /** One in which nothing could be left out: a tail, diffs, and several replicas. */
    private static boolean isWhole(List<String> story) {
        return List.of("save binlog", "save relay log", "send", "point", "clear the replication settings").stream()
                .allMatch(word -> story.stream().anyMatch(line -> line.contains(word)));
    }

    private static List<String> story(long seed, String kind) {
        Scenario scenario = Scenario.of(seed);
        scenario.world.killer.neverAgain();
        try (Workers workers = Workers.sideBySide(1)) {
            FailoverReport report = new Failover(scenario.world.world(workers), scenario.cluster, FailoverPolicy.USUAL)
                    .run(scenario.dead);
            boolean isMeant =
                    scenario.world.gtid == kind.equals("gtid") && !scenario.world.byPosition && report.exitCode() == 0;
            return isMeant ? scenario.world.story : List.of();
        }
    }
}

package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.WritableSamples;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.TypedCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The failed source's host is silent when the source is fenced, and answers later: what only its disk has is not forgotten. */
@Tag("late-host")
@Tag("on-demand")
@Execution(ExecutionMode.CONCURRENT)
class LateHostIT {
    private static final Duration WHILE = Duration.ofSeconds(1);
    /** One attempt of the manager that was under way, and the next one. */
    private static final Duration ANSWERS = Duration.ofMinutes(1);

    private static final String AFTER_ALL = "its host answers after all";

    /** The last rows are on the source only, and the script waits where the given word stands. */
    private static Scene start(String name, String gate) throws Exception {
        Scene scene = Scene.named(name)
                .hosts(3)
                .gatedScript()
                .block(2, "candidate_master=1")
                .start(Selected.flavour(), Selected.mode());
        scene.script().closeGate(gate);
        scene.writesFor(WHILE);
        scene.replicasAreCurrent(2, 3);
        scene.lab().without(scene.db(1)).forEach(scene.replication()::stopReceiver);
        scene.writesFor(WHILE);
        return scene;
    }

    @Test
    void a_host_that_was_cut_off_and_answers_before_the_new_source_is_opened_gives_its_tail() throws Exception {
        try (Scene scene = start("late-cut", "stop-");
                WritableSamples samples = WritableSamples.of(scene.lab().hosts())) {
            Instant cut = scene.db(1).cutOff();
            scene.script().awaitAt("stop-", scene.manager());
            scene.db(1).reconnect();
            itsTailIsSaved(scene, cut);
            assertEquals(List.of(), samples.overlaps(), scene.manager()::log);
        }
    }

    @Test
    void so_does_one_whose_ssh_hung_while_its_server_was_killed() throws Exception {
        try (Scene scene = start("late-ssh", "stop-")) {
            scene.db(1).freezeSsh();
            Instant kill = scene.db(1).killServer();
            scene.script().awaitAt("stop-", scene.manager());
            scene.db(1).thawSsh();
            itsTailIsSaved(scene, kill);
        }
    }

    private static void itsTailIsSaved(Scene scene, Instant since) {
        Duration after = scene.isTold(AFTER_ALL, since, ANSWERS);
        scene.script().openGate("stop-");
        Report report = scene.endsWithoutLoss(since);
        assertTrue(report.fence().contains("PROVED_DOWN"), report.fence());
        assertTrue(report.fence().contains("its host answered late"), report.fence());
        assertTrue(scene.journal().tail().transactions() > 0, "there was something to save");
        scene.line("its host answered " + after.toSeconds() + " s after it was gone; saved "
                + scene.journal().tail().transactions() + " transactions");
    }

    @Test
    void one_that_answers_when_the_new_source_is_being_opened_is_held_down_and_its_tail_is_had_by_the_named_command()
            throws Exception {
        try (Scene scene = start("late-after", "start-db2");
                WritableSamples samples = WritableSamples.of(scene.lab().hosts())) {
            LabHost old = scene.db(1);
            Instant cut = old.cutOff();
            scene.script().awaitAt("start-db2", scene.manager());
            old.reconnect();
            scene.isTold(AFTER_ALL, cut, ANSWERS);
            assertFalse(old.isServerRunning(), scene.manager()::log);
            scene.script().openGate("start-db2");
            Report report = scene.ends(cut);
            assertEquals(List.of(), samples.overlaps(), scene.manager()::log);
            assertFalse(old.isServerRunning(), "it is held down");
            Set<Long> missing = Rows.missing(scene.writer(), scene.db(2));
            assertTrue(missing.size() > 10, () -> "missing " + missing);
            assertEquals("bounded", report.loss().verdict(), scene.manager()::log);
            assertTrue(report.loss().sentence().contains("which was read then; missing: "), report.loss()::sentence);
            Set<Long> told = saved(scene, report);
            assertTrue(told.containsAll(missing), () -> "told " + told + ", missing " + missing);
            assertTrue(told.size() - missing.size() <= 1, "at most the one that waited for its answer");
            scene.line("loss " + report.loss().verdict() + "; " + missing.size() + " acknowledged rows are missing, "
                    + told.size() + " told from what the named command saved");
        }
    }

    /** Types on the old source's host what the report names, and here what makes rows of it. */
    private static Set<Long> saved(Scene scene, Report report) throws Exception {
        String command = report.next().stream()
                .filter(line -> line.contains("save-binlogs --binlog-dir"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(report.next()))
                .replaceFirst("^.*?: save-binlogs", "save-binlogs")
                .replace("DIRECTORY", "/var/lib/mysql");
        LabHost old = scene.db(1);
        String bin = old.shell("dirname $(find / -xdev -name save-binlogs -path '*bin*' | head -n 1)");
        old.shell("cd /root && " + bin + "/" + command);
        String file = command.replaceFirst(".*--output (\\S+).*", "$1");
        Path here = scene.directory().resolve(file);
        old.fetch("/root/" + file, here);
        TypedCommand.Said said =
                TypedCommand.run("masterha-loss", "--conf=" + scene.directory().resolve("app.cnf"), here.toString());
        assertEquals(0, said.exit(), said::text);
        Path rows;
        try (Stream<Path> files = Files.walk(scene.directory())) {
            rows = files.filter(f -> f.endsWith("lab.acks.csv"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(said.text()));
        }
        return Files.readAllLines(rows).stream()
                .skip(1)
                .map(line -> Long.parseLong(line.replaceAll("^\"[^\"]*\",[^,]*,insert,\"(\\d+)\".*", "$1")))
                .collect(Collectors.toSet());
    }
}

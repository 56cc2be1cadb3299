package io.masterha.it.badinput;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.Selected;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.run.AppConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the servers themselves is seen before the night it matters, and seen quickly. */
@Tag("on-demand")
@Tag("weakness")
class WeaknessIT {
    /** Real ones have five servers; with JVM, SSH and node commands. The machine may be busy with other tests. */
    private static final double MOST_SECONDS = 8;

    private static Path directory;
    private static Lab lab;
    private static LabReplication replication;
    private static Path conf;

    @BeforeAll
    static void start(@TempDir Path shared) throws Exception {
        directory = shared;
        lab = Lab.start(Selected.flavour(), Selected.mode(), 5);
        replication = lab.replicate();
        conf = AppConfig.write(lab, directory, "", Map.of());
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static Command.Outcome check() throws IOException, InterruptedException {
        return Command.run(directory, "masterha-check-repl", List.of("--conf", conf.toString()));
    }

    @Test
    void five_servers_are_checked_in_a_few_seconds() throws Exception {
        Command.Outcome first = check();
        assertEquals(0, first.exit(), first::all);
        long started = System.nanoTime();
        Command.Outcome second = check();
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.printf("%s %s: five servers checked in %.2f s%n", lab.flavour(), lab.mode(), seconds);
        assertEquals(0, second.exit(), second::all);
        assertFalse(second.out().contains("PROBLEM"), second::all);
        assertTrue(seconds < MOST_SECONDS, () -> seconds + " s; " + second.all());
    }

    @TestFactory
    Stream<DynamicTest> weaknesses() {
        return Weaknesses.of(lab, replication).stream()
                .map(weakness -> DynamicTest.dynamicTest(weakness.name(), () -> judge(weakness)));
    }

    private static void judge(Weakness weakness) throws Exception {
        String good = Files.readString(conf);
        weakness.begin().run();
        try {
            Files.writeString(conf, weakness.change().apply(good));
            Command.Outcome outcome = check();
            assertEquals(weakness.exit(), outcome.exit(), outcome::all);
            assertAll(weakness.says().stream()
                    .map(words -> () -> assertTrue(
                            outcome.out().contains(words), () -> "not said: " + words + "\n" + outcome.all())));
            assertFalse((outcome.out() + outcome.err()).contains("Exception"), outcome::all);
        } finally {
            Files.writeString(conf, good);
            weakness.end().run();
        }
    }
}

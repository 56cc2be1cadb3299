package io.masterha.it.badinput;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.Selected;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.run.AppConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** A mistake gets what, why and next, the right exit code, no stack trace, no password, and nothing is changed. */
@Tag("any-mode")
@Tag("any-server")
@Tag("badinput")
class BadInputIT {
    private static final List<String> SECRETS = List.of("adminpw", "replpw", "guessed-word", "weakpw");

    private static Path directory;
    private static Lab lab;
    private static LabReplication replication;
    private static String good;

    @BeforeAll
    static void start(@TempDir Path shared) throws Exception {
        directory = shared;
        lab = Lab.start(Selected.flavour(), Selected.mode(), 4);
        replication = lab.replicate();
        LabHost source = lab.host(1);
        List<String> weak = new ArrayList<>(List.of(
                "CREATE USER 'weak'@'%' IDENTIFIED BY 'weakpw'",
                "GRANT REPLICATION CLIENT, PROCESS ON *.* TO 'weak'@'%'"));
        if (lab.flavour().isMariaDb()) {
            weak.add("GRANT SLAVE MONITOR ON *.* TO 'weak'@'%'");
        }
        replication.everywhere(source, lab.without(source), weak);
        boolean saysReplica = lab.flavour().hasSourceWords();
        lab.host(4).run(saysReplica ? "STOP REPLICA" : "STOP SLAVE");
        lab.host(4).run(saysReplica ? "RESET REPLICA ALL" : "RESET SLAVE ALL");
        Path conf = AppConfig.write(lab, directory, "", Map.of());
        String text = Files.readString(conf);
        good = text.substring(0, text.indexOf("\n[server4]"));
        Files.delete(conf);
        Files.writeString(directory.resolve("a-file"), "");
        Files.createFile(directory.resolve("no-hosts"));
        Files.createSymbolicLink(
                Files.createDirectory(directory.resolve("full")).resolve("conf.write-test"), Path.of("/dev/full"));
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        try (Lab other = Lab.start(Selected.flavour(), Selected.mode(), 1)) {
            Files.move(other.writeKey(elsewhere), directory.resolve("other-key"));
            String key = Files.readString(other.writeKnownHosts(elsewhere)).split(" ", 2)[1];
            StringBuilder changed = new StringBuilder();
            lab.hosts().forEach(h -> changed.append(h.name() + "," + h.address() + " " + key));
            Files.writeString(directory.resolve("changed-hosts"), changed);
        }
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @Test
    void a_right_configuration_has_no_problem() throws Exception {
        Command.Outcome outcome = run(Mistake.of("none").exits(0));
        assertEquals(0, outcome.exit(), outcome::all);
        assertTrue(outcome.out().contains("MySQL Replication Health is OK."), outcome::all);
        assertFalse(outcome.out().contains("PROBLEM"), outcome::all);
        assertTrue(outcome.out().contains("password as stored"), outcome::all);
        assertTrue(outcome.out().contains("db1: its binary log can be read"), outcome::all);
        SECRETS.forEach(secret -> assertFalse(outcome.all().contains(secret), outcome::all));
    }

    @Test
    void a_stack_trace_is_for_debug() throws Exception {
        Command.Outcome outcome = run(Mistake.of("debug")
                .command("masterha-manager", "--conf", "CONF", "--debug")
                .with("manager_workdir", directory.resolve("a-file")));
        assertTrue(outcome.err().contains("\tat io.masterha"), outcome::all);
    }

    @TestFactory
    Stream<DynamicTest> mistakes() {
        return Mistakes.all(lab.hosts(), directory).stream()
                .map(mistake -> DynamicTest.dynamicTest(mistake.name(), () -> judge(mistake)));
    }

    private static void judge(Mistake mistake) throws Exception {
        List<String> before = state();
        Command.Outcome outcome = run(mistake);
        String text = outcome.out() + outcome.err();
        assertEquals(mistake.exit(), outcome.exit(), outcome::all);
        assertAll(mistake.says().stream()
                .map(words -> words.equals("CONF") ? "conf.cnf" : words)
                .map(words ->
                        () -> assertTrue(text.contains(words), () -> "not said: " + words + "\n" + outcome.all())));
        assertFalse(text.contains("\tat "), outcome::all);
        assertFalse(text.contains("Exception"), outcome::all);
        SECRETS.forEach(secret -> assertFalse(outcome.all().contains(secret), outcome::all));
        assertEquals(before, state(), "something was changed");
    }

    private static Command.Outcome run(Mistake mistake) throws IOException, InterruptedException {
        Path conf = directory.resolve("conf.cnf");
        Files.writeString(conf, mistake.applyTo(good));
        List<String> words = mistake.command().stream()
                .map(word -> word.equals("CONF") ? conf.toString() : word)
                .toList();
        return Command.run(directory, words.get(0), words.subList(1, words.size()));
    }

    /** What a command could have changed on the servers, and the files that a failover leaves. */
    private static List<String> state() throws IOException {
        List<String> state = new ArrayList<>();
        for (LabHost host : lab.hosts()) {
            Map<String, String> status = replication.status(host);
            state.add(host + " read_only=" + host.value("SELECT @@global.read_only") + " follows="
                    + status.get(lab.flavour().hasSourceWords() ? "Source_Host" : "Master_Host") + " runs="
                    + (status.isEmpty() ? "-" : replication.isRunning(host)) + " gtids="
                    + (lab.mode() == ReplicationMode.GTID && !lab.flavour().isMariaDb()
                            ? host.value("SELECT @@global.gtid_executed")
                            : "-"));
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(".*(jsonl|failover|health|report).*"))
                    .sorted()
                    .forEach(state::add);
        }
        return state;
    }
}

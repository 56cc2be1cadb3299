package io.masterha.manager.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same mistakes with every command that reads a configuration: what, why, next, nothing changed, no stack trace. */
class BadInputTest extends CommandTest {
    static Stream<String> commands() {
        return Commands.NAMES.stream().filter(name -> !List.of("masterha-secondary-check", "masterha-loss")
                .contains(name));
    }

    static Stream<String> readers() {
        return commands().filter(name -> !name.equals("masterha-conf-host"));
    }

    private void judge(String command, int exit, String said, String conf, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(command, "--conf=" + conf));
        if (command.endsWith("switch") && !List.of(more).toString().contains("master_state")) {
            words.add("--master_state=alive");
        }
        if (command.equals("masterha-conf-host")) {
            words.addAll(List.of("--command=add", "--hostname=db9"));
        }
        words.addAll(List.of(more));
        List<String> before = files();
        err.reset();
        out.reset();
        int ended = Main.run(words.toArray(String[]::new));
        String text = complained() + printed();
        assertAll(
                command + " " + words,
                () -> assertEquals(exit, ended, text),
                () -> assertTrue(text.contains(said), text),
                () -> assertTrue(text.contains("next: "), text),
                () -> assertTrue(text.contains("nothing was changed"), text),
                () -> assertFalse(text.contains("\tat ") || text.contains("Exception"), text),
                () -> assertEquals(before, files()));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_configuration_that_cannot_be_used(String command) throws IOException {
        judge(command, 1, "it cannot be read", directory.toString());
        if (command.equals("masterha-conf-host")) {
            // It edits what is there; whoever reads the file next says what is wrong with the rest of it.
            return;
        }
        judge(command, 1, "app1.cnf:1", conf("hostname=a\n").toString());
        judge(
                command,
                1,
                "[host1] is not a section",
                conf("[host1]\nhostname=127.0.0.1\n").toString());
    }

    @ParameterizedTest
    @MethodSource("readers")
    void a_configuration_that_names_no_server(String command) throws IOException {
        judge(
                command,
                1,
                "there is no server",
                conf("[server default]\nuser=root\n").toString());
    }
}

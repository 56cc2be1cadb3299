package io.masterha.manager.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** masterha-master-switch used wrongly: told before anything is looked at or changed, exit code 1 as in MHA. */
class SwitchUsageTest extends CommandTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " | --master_state=alive or --master_state=dead",
                "--master_state=half | --master_state=alive or --master_state=dead",
                "--master_state=dead | --dead_master_host=HOST",
                "--master_state=alive --frobnicate | --frobnicate",
                "--master_state=alive --dead_master_host=a | --dead_master_host",
                "--master_state=dead --dead_master_host=nobody --interactive=0 | nobody"
            })
    void wrong_usage_is_1_and_changes_nothing(String options, String said) throws IOException {
        String file = usual();
        List<String> before = files();
        List<String> words = new ArrayList<>(List.of("masterha_master_switch", "--conf", file));
        if (options != null) {
            words.addAll(List.of(options.split(" ")));
        }
        assertEquals(1, Main.run(words.toArray(String[]::new)), this::complained);
        assertTrue((complained() + printed()).contains(said), () -> complained() + printed());
        assertTrue(complained().contains("nothing was changed"), this::complained);
        assertEquals(before, files());
    }

    @Test
    void an_address_that_is_not_the_server_s_is_refused() throws IOException {
        assertEquals(
                1,
                Main.run(
                        "masterha_master_switch",
                        "--conf",
                        usual(),
                        "--master_state=dead",
                        "--dead_master_host=127.0.0.1",
                        "--dead_master_ip=192.0.2.9",
                        "--interactive=0"));
        assertTrue(complained().contains("192.0.2.9"), complained());
        assertTrue(complained().contains("nothing was changed"), complained());
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(Path::toString).sorted().toList();
        }
    }
}

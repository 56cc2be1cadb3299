package io.masterha.manager.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sample scripts are what shellcheck calls clean. */
class ShellcheckTest extends SampleScript {
    @Test
    void the_scripts_are_clean_for_shellcheck_where_it_is_installed() throws Exception {
        List<String> command = new ArrayList<>(List.of("shellcheck", "-x", "-P", "SCRIPTDIR"));
        try (Stream<Path> files = Files.list(SAMPLES)) {
            files.filter(f -> !f.toString().matches(".*(\\.md|\\.example)")).forEach(f -> command.add(f.toString()));
        }
        assertEquals(10, command.size() + (Files.exists(SAMPLES.resolve("common.sh")) ? 0 : 1));
        boolean isThere = new ProcessBuilder("/bin/sh", "-c", "command -v shellcheck >/dev/null")
                        .start()
                        .waitFor()
                == 0;
        assumeTrue(isThere, "shellcheck is not installed");
        Process check = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, check.waitFor(), said);
    }
}

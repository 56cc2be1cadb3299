package io.masterha.manager.adapter.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellTest {
    private static String run(String command) throws Exception {
        Process process = new ProcessBuilder("/bin/sh", "-c", command).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_shell_gives_back_every_quoted_word_unchanged() throws Exception {
        List<String> words =
                List.of("plain", "", "it's", "a b", "$HOME `id` \"x\" \\ ; & | > *", "two\nlines", "''", "ü");
        for (String word : words) {
            assertEquals(word + ".", run("printf %s. " + Shell.quote(word)));
        }
    }

    @Test
    void a_script_gets_its_arguments() throws Exception {
        assertEquals("<a b><it's>2", run(Shell.script("printf '<%s>' \"$@\"; printf %s $#", "a b", "it's")));
    }
}

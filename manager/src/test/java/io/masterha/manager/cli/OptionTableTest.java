package io.masterha.manager.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every option that MHA has is one of ours, or is named as one without effect, with the reason. */
class OptionTableTest {
    private static List<String> reference() throws IOException {
        try (InputStream file = OptionTableTest.class.getResourceAsStream("/mha-options.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static Map<String, OptionSpec> options(String command) {
        Commands.Row<?> row = Commands.ROWS.stream()
                .filter(r -> r.name().equals(command.replace('_', '-')))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no command " + command));
        return new CommandLine(row.options().get()).getCommandSpec().optionsMap();
    }

    @Test
    void every_option_of_MHA_is_understood_and_takes_a_value_where_it_does_in_MHA() throws IOException {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (String line : reference()) {
            String[] words = line.split(" ");
            Map<String, OptionSpec> ours = options(words[0]);
            for (int i = 1; i < words.length; i++) {
                seen++;
                String name = words[i].replace("=", "");
                boolean takesValue = words[i].endsWith("=");
                OptionSpec option = ours.get(name);
                boolean isNamed = Commands.WITHOUT_EFFECT.containsKey(words[i]);
                if (option == null ? !isNamed : (option.arity().max() > 0) != takesValue) {
                    wrong.add(words[0] + " " + words[i]);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(seen > 120, seen + " options in the reference");
    }

    @Test
    void what_has_no_effect_says_why_and_is_an_option_of_MHA() throws IOException {
        String all = String.join(" ", reference()) + " ";
        Commands.WITHOUT_EFFECT.forEach((option, why) -> {
            assertTrue(all.contains(" " + option + " "), option);
            assertTrue(why.length() > 20, option);
        });
    }
}

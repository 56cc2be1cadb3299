package io.masterha.manager.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.config.ConfigKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** docs/compatibility.md tells of every option and every key, and tells the same as the tables of the program. */
class CompatibilityTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "compatibility.md");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([^|]+) \\|.*");
    private static final Set<String> VERDICTS =
            Set.of("same", "better", "ignored with a warning", "ignored", "refused", "ours only");
    private static final Pattern CLAIM = Pattern.compile("\\| .+? \\| (\\*\\*)?(same|better)\\b.*");
    private static final String WEAK = "Weaknesses of MHA and what happens here";
    private static final Pattern WEAKNESS = Pattern.compile("\\| (\\d+) \\| .+ \\| .+ \\|");
    private static final int WEAKNESSES = 47;

    /** What the document says of each option or key, by the title above its table. */
    private static Map<String, Map<String, String>> tables() throws IOException {
        Map<String, Map<String, String>> tables = new LinkedHashMap<>();
        String title = "";
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ROW.matcher(line);
            if (line.startsWith("#")) {
                title = line.replaceFirst("#+ ", "");
            } else if (row.matches() && VERDICTS.contains(row.group(2).strip())) {
                String earlier = tables.computeIfAbsent(title, t -> new LinkedHashMap<>())
                        .put(row.group(1), row.group(2).strip());
                assertEquals(null, earlier, title + " has two rows for " + row.group(1));
            }
        }
        return tables;
    }

    private static List<String> reference(String file) throws IOException {
        try (InputStream in = CompatibilityTest.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    @Test
    void every_option_of_MHA_has_a_row_under_its_command_that_says_what_the_program_does() throws IOException {
        Map<String, Map<String, String>> tables = tables();
        List<String> wrong = new ArrayList<>();
        List<String> lines = new ArrayList<>(reference("/mha-options.txt"));
        lines.addAll(reference("/mha-node-options.txt"));
        for (String line : lines) {
            String[] words = line.split(" ");
            Map<String, String> rows = tables.getOrDefault(words[0], Map.of());
            for (int i = 1; i < words.length; i++) {
                String verdict = rows.getOrDefault(words[i], "no row");
                if (!VERDICTS.contains(verdict)
                        || isIgnored(words[0], words[i]) != verdict.equals("ignored with a warning")) {
                    wrong.add(words[0] + " " + words[i] + ": " + verdict);
                }
            }
            assertEquals(words.length - 1, rows.size(), words[0] + " has rows for what MHA does not know");
        }
        assertEquals(List.of(), wrong);
    }

    private static boolean isIgnored(String command, String option) {
        // The node commands have tables of their own, in the other program.
        if (command.matches("(save|apply|purge)_.*")) {
            return false;
        }
        return Commands.WITHOUT_EFFECT.containsKey(option) && !options(command).contains(option.replace("=", ""));
    }

    private static Set<String> options(String command) {
        Commands.Row<?> row = Commands.row(command.replace('_', '-'));
        return new CommandLine(row.options().get())
                .getCommandSpec()
                .optionsMap()
                .keySet();
    }

    @Test
    void every_key_of_the_configuration_has_a_row_that_says_whether_it_works() throws IOException {
        Map<String, String> rows = tables().getOrDefault("Keys of the configuration", Map.of());
        List<String> wrong = new ArrayList<>();
        for (ConfigKey key : ConfigKey.values()) {
            String verdict = rows.getOrDefault(key.key(), "no row");
            boolean fits = key.isOurs()
                    ? verdict.equals("ours only")
                    : key.works() ? verdict.matches("same|better") : verdict.startsWith("ignored");
            if (!fits) {
                wrong.add(key.key() + ": " + verdict);
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(ConfigKey.values().length, rows.size(), "a row for no key: " + rows.keySet());
    }

    @Test
    void every_command_and_every_option_of_ours_is_told() throws IOException {
        String text = Files.readString(DOCUMENT).replace('-', '_');
        for (String command : Commands.NAMES) {
            assertTrue(text.contains(command.replace('-', '_')), command);
            for (String option : options(command)) {
                assertTrue(text.contains("`" + option.replace('-', '_')), command + " " + option);
            }
        }
    }

    /** Every row that says same or better, and every weakness: title, then the text of its first cell. */
    private static List<String[]> claims() throws IOException {
        List<String[]> claims = new ArrayList<>();
        String title = "";
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("#")) {
                title = line.replaceFirst("#+ ", "");
            } else if (line.startsWith("| ")
                    && (CLAIM.matcher(line).matches()
                            || (title.equals(WEAK) && WEAKNESS.matcher(line).matches()))) {
                claims.add(new String[] {title, line.substring(2, line.indexOf(" | "))});
            }
        }
        return claims;
    }

    private static boolean fits(String pattern, String text) {
        return Pattern.matches("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E", text);
    }

    @Test
    void every_line_that_says_same_or_better_is_held_by_a_test_that_exists() throws IOException {
        List<String[]> claims = claims();
        assertTrue(claims.size() > 200, claims.size() + " lines");
        List<String> wrong = new ArrayList<>();
        List<String[]> held = new ArrayList<>();
        for (String line : reference("/compatibility-tests.txt")) {
            String[] parts = line.isBlank() ? new String[0] : line.split(" \\| | -> ");
            if (parts.length == 3) {
                held.add(parts);
                Arrays.stream(parts[2].split(" "))
                        .filter(test -> !TestSources.has(test))
                        .forEach(test -> wrong.add("there is no test " + test));
                if (claims.stream().noneMatch(claim -> fits(parts[0], claim[0]) && fits(parts[1], claim[1]))) {
                    wrong.add("the document has no such line: " + line);
                }
            } else if (parts.length > 0) {
                wrong.add("not TITLE | CELL -> TESTS: " + line);
            }
        }
        for (String[] claim : claims) {
            if (held.stream().noneMatch(row -> fits(row[0], claim[0]) && fits(row[1], claim[1]))) {
                wrong.add("no test holds " + claim[0] + " | " + claim[1]);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void a_test_that_does_not_exist_is_noticed() {
        assertTrue(TestSources.has("CompatibilityTest#a_test_that_does_not_exist_is_noticed"));
        assertFalse(TestSources.has("CompatibilityTest#fits"), "a method that is no test");
        assertFalse(TestSources.has("CompatibilityTest#nothing"));
        assertFalse(TestSources.has("NoSuchTest#nothing"));
    }

    @Test
    void every_weakness_of_MHA_is_answered() throws IOException {
        List<String> answered = claims().stream()
                .filter(claim -> claim[0].equals(WEAK))
                .map(claim -> claim[1])
                .toList();
        List<String> all =
                IntStream.rangeClosed(1, WEAKNESSES).mapToObj(String::valueOf).toList();
        assertEquals(all, answered);
    }
}

package io.masterha.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The old words (master, slave) stay where users of MHA and servers need them.
 *
 * <p>Names with an underscore are MHA's keys, options, scripts and locks, or a server's variables: they may be spelled
 * anywhere. As words of ours, in identifiers and in prose, they may not.
 */
class WordsTest {
    private static final Pattern OLD_WORD = Pattern.compile("(?i)\\w*(master|slave)\\w*");
    /** SQL text, privileges and column names; configuration keys; options and commands; script arguments; MHA's phase titles; servers' messages. */
    private static final List<String> MAY_USE_THEM = List.of(
            "manager/adapter/jdbc/",
            "manager/config/",
            "manager/cli/",
            "manager/adapter/process/",
            "manager/app/check/PrivilegeTable.java",
            "manager/app/CloneAdvice.java",
            "manager/topology/PurgedLogs.java",
            "manager/topology/ShorterSource.java",
            "manager/plan/Phase.java",
            "manager/report/LogMarkers.java",
            "manager/report/ReportText.java",
            "manager/report/SwitchoverText.java");

    @Test
    void the_old_words_stand_only_where_they_are_needed() throws IOException {
        Path sources = Path.of("src/main/java");
        assertTrue(Files.isDirectory(sources), "run in the directory of the module");
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                if (MAY_USE_THEM.stream().noneMatch(file.toString()::contains)) {
                    found.addAll(oldWords(file));
                }
            }
        }
        assertEquals(List.of(), found);
    }

    private static List<String> oldWords(Path file) throws IOException {
        List<String> found = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            Matcher words = OLD_WORD.matcher(lines.get(i));
            while (words.find()) {
                if (isOurs(words.group())) {
                    found.add(file + ":" + (i + 1) + ": " + words.group());
                }
            }
        }
        return found;
    }

    private static boolean isOurs(String word) {
        boolean isTheName = word.toLowerCase(java.util.Locale.ROOT).startsWith("masterha");
        return !isTheName && !word.contains("_");
    }

    @Test
    void the_test_finds_an_old_word() {
        assertTrue(isOurs("newMaster") && isOurs("slave"));
        assertTrue(!isOurs("masterha") && !isOurs("master_ip_failover_script"));
    }
}

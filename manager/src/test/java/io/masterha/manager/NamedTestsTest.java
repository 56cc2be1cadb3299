package io.masterha.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every test and every class that docs/invariants.md and docs/faults.md name exists, and no row names no test. */
class NamedTestsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern CLASS = Pattern.compile("[A-Z][\\w…]*(\\.\\w+)?");
    private static final String IN_SIMULATORS = ".*\\b(sim|life)\\b.*";

    /** A row of a table: its cells without the outer ones. */
    private static List<List<String>> rows(String document) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs").resolve(document))) {
            if (line.startsWith("| ") && !line.startsWith("| # ") && !line.startsWith("| Fault ")) {
                rows.add(List.of(line.substring(2, line.length() - 2).split(" \\| ")));
            }
        }
        return rows;
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String module : List.of("binlog", "node-tools", "manager", "it")) {
            Files.walkFileTree(ROOT.resolve(module).resolve("src"), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String name = file.getFileName().toString();
                    if (name.endsWith(".java")) {
                        sources.merge(name.substring(0, name.length() - 5), Files.readString(file), String::concat);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return sources;
    }

    private static List<String> named(String cell) {
        return QUOTED.matcher(cell)
                .results()
                .map((MatchResult found) -> found.group(1))
                .filter(name -> CLASS.matcher(name).matches())
                .toList();
    }

    /** {@code Class} or {@code Class.method}; a name with … in it stands for at least one. */
    private static boolean exists(String name, Map<String, String> sources) {
        String[] parts = name.split("\\.");
        Pattern pattern = Pattern.compile(parts[0].replace("…", "\\w*"));
        return sources.entrySet().stream()
                .filter(source -> pattern.matcher(source.getKey()).matches())
                .anyMatch(source -> parts.length == 1
                        || Pattern.compile("\\b" + parts[1] + "\\(")
                                .matcher(source.getValue())
                                .find());
    }

    private static boolean isTest(String name) {
        return name.endsWith("Test") || name.endsWith("IT");
    }

    @Test
    void what_the_invariants_name_exists_and_each_is_held_by_a_test() throws IOException {
        Map<String, String> sources = sources();
        List<List<String>> rows = rows("invariants.md");
        assertTrue(rows.size() > 20, rows::toString);
        List<String> wrong = new ArrayList<>();
        for (List<String> row : rows) {
            assertEquals(4, row.size(), row::toString);
            named(row.get(2)).stream()
                    .filter(name -> !exists(name, sources))
                    .forEach(name -> wrong.add(row.get(0) + ": no class or method " + name));
            named(row.get(3)).stream()
                    .filter(name -> !exists(name, sources))
                    .forEach(name -> wrong.add(row.get(0) + ": no test " + name));
            boolean isHeld = QUOTED.matcher(row.get(3)).results().anyMatch(found -> isTest(found.group(1)))
                    || row.get(3).contains("`SwitchInvariants`");
            if (!isHeld) {
                wrong.add(row.get(0) + ": held by no test");
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void what_the_faults_name_exists_and_each_is_shown_by_a_test() throws IOException {
        Map<String, String> sources = sources();
        List<List<String>> rows = rows("faults.md");
        assertTrue(rows.size() > 30, rows::toString);
        List<String> wrong = new ArrayList<>();
        for (List<String> row : rows) {
            assertEquals(4, row.size(), row::toString);
            List<String> tests = named(row.get(2));
            tests.stream()
                    .filter(name -> !exists(name, sources))
                    .forEach(name -> wrong.add(row.get(0) + ": no test " + name));
            if (tests.stream().noneMatch(NamedTestsTest::isTest) && !row.get(2).matches(IN_SIMULATORS)) {
                wrong.add(row.get(0) + ": shown by no test");
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void a_name_that_is_nowhere_is_found() throws IOException {
        Map<String, String> sources = sources();
        assertTrue(!exists("NoSuchTest", sources) && !exists("NamedTestsTest.noSuchMethod", sources));
        assertTrue(exists("NamedTestsTest.exists", sources) && exists("NamedTests…", sources));
    }
}

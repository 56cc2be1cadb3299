package io.masterha.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links in the documents lead somewhere, and docs/architecture.md names the packages and classes that there are. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..");
    private static final Path SOURCES = Path.of("src/main/java/io/masterha/manager");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern QUALIFIED = Pattern.compile("`((?:[a-z]+\\.)+[A-Z]\\w*)[^`]*`");
    private static final Pattern PACKAGE = Pattern.compile("`([a-z]+(?:\\.[a-z]+)*)`");

    @Test
    void every_link_in_a_document_leads_to_a_file() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            for (String target : found(LINK, Files.readString(document))) {
                if (!Files.exists(document.resolveSibling(target))) {
                    broken.add(ROOT.relativize(document) + ": " + target);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void every_class_that_the_map_names_with_its_package_is_there() throws IOException {
        List<String> names = found(QUALIFIED, map());
        assertTrue(names.size() > 20, names::toString);
        assertEquals(
                List.of(),
                names.stream()
                        .filter(name -> !Files.exists(SOURCES.resolve(name.replace('.', '/') + ".java")))
                        .filter(name -> !name.startsWith("io.masterha."))
                        .toList());
    }

    @Test
    void the_map_has_a_row_for_every_package() throws IOException {
        List<String> rows = map().lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> found(PACKAGE, line.split("\\|")[1]).stream())
                .toList();
        List<String> missing = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
                    .filter(name -> !name.isEmpty() && !name.startsWith("adapter."))
                    .filter(name -> !rows.contains(name))
                    .forEach(missing::add);
        }
        assertEquals(List.of(), missing);
    }

    private static String map() throws IOException {
        return Files.readString(ROOT.resolve("docs/architecture.md"));
    }

    private static List<Path> documents() throws IOException {
        List<Path> all = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(all::add);
        }
        return all;
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}

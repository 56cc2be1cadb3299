package io.masterha.manager.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of the tests of all modules. */
final class TestSources {
    private static final List<String> MODULES = List.of("binlog", "node-tools", "manager", "it");

    private static final Pattern ANNOTATED = Pattern.compile("\\n    @(Test|ParameterizedTest|TestFactory)\\b");

    private TestSources() {}

    /** @param test {@code Class#method} */
    static boolean has(String test) {
        String[] parts = test.split("#", 2);
        return parts.length == 2
                && source(parts[0]).filter(text -> isTest(text, parts[1])).isPresent();
    }

    /** The annotations stand between the method and the empty line or the end of the method before it. */
    private static boolean isTest(String text, String method) {
        int at = text.indexOf(" " + method + "(");
        if (at < 0) {
            return false;
        }
        String before = text.substring(0, at);
        int begin = Math.max(before.lastIndexOf("\n\n"), before.lastIndexOf("\n    }\n"));
        return ANNOTATED.matcher(before.substring(Math.max(0, begin))).find();
    }

    private static Optional<String> source(String className) {
        return MODULES.stream()
                .map(module -> Path.of("..", module, "src", "test", "java"))
                .filter(Files::isDirectory)
                .flatMap(root -> find(root, className + ".java"))
                .findFirst();
    }

    private static Stream<String> find(Path root, String file) {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> found = files.filter(path -> path.endsWith(file)).toList();
            return found.isEmpty() ? Stream.empty() : Stream.of(Files.readString(found.get(0)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

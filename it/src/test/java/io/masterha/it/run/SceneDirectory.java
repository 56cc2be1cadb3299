package io.masterha.it.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where a scenario leaves its files, and the file beside it with one line for each scenario. */
final class SceneDirectory {
    private SceneDirectory() {}

    /** Makes it anew. */
    static Path emptied(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> old = Files.walk(directory)) {
                for (Path p : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(p);
                }
            }
        }
        return Files.createDirectories(directory);
    }

    /** A line in the file that outlives the run and that {@code it/run.sh} prints. */
    static void tell(Path directory, String line) {
        System.out.println(line);
        try {
            Files.writeString(
                    directory.resolveSibling("results.txt"),
                    line + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

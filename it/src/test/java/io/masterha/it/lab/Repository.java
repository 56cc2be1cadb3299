package io.masterha.it.lab;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the working copy and its build results are. */
public final class Repository {
    private Repository() {}

    /** The directory with {@code mvnw}: the working directory of the tests or one above it. */
    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        for (Path p = here; p != null; p = p.getParent()) {
            if (Files.exists(p.resolve("mvnw"))) {
                return p;
            }
        }
        throw new IllegalStateException("no working copy of masterha around " + here);
    }

    /** The ready-to-run distribution; fails with the command to type if it was not made. */
    public static Path distribution() {
        Path distribution = Path.of(System.getProperty(
                "masterha.dist", root().resolve("target/masterha").toString()));
        if (!Files.isExecutable(distribution.resolve("bin/masterha-manager"))) {
            throw new IllegalStateException(distribution + " has no bin/masterha-manager; next: make dist");
        }
        return distribution;
    }
}

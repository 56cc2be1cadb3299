package io.masterha.binlog.frame;

import java.nio.file.Path;
import java.util.List;

/** How long files are together, as far as that can be seen: only to say how far the work is. */
public final class Sizes {
    private Sizes() {}

    public static long of(List<Path> files) {
        return files.stream().mapToLong(file -> file.toFile().length()).sum();
    }
}

package io.masterha.node.cli;

import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import java.nio.file.Path;

/** Either a file to write or only a look. */
final class OutputOptions {
    private OutputOptions() {}

    static void check(String output, boolean test) {
        if (output.isEmpty() != test) {
            throw Problem.of(NodeError.USAGE, "either --output or --test must be given")
                    .next("add --output FILE to save, or --test to look only");
        }
    }

    static String path(String output) {
        return output.isEmpty() ? "" : Path.of(output).toAbsolutePath().toString();
    }
}

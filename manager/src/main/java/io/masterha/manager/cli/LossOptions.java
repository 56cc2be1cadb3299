package io.masterha.manager.cli;

import io.masterha.manager.cli.start.CommonOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options of masterha-loss. */
@SuppressWarnings("NullAway.Init")
final class LossOptions extends CommonOptions {
    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "A saved log (with FILE.json beside it), any binary log of a server, or the journal of a"
                    + " failover, which names the saved log.")
    Path file;

    @Option(
            names = {"--output"},
            paramLabel = "DIR",
            description = "Where the text goes; must be new or empty (default: FILE.rows).")
    Optional<Path> output = Optional.empty();

    @Option(
            names = {"--json"},
            description = "Print the summary as JSON.")
    boolean json;

    @Override
    public boolean refusesUnknown() {
        return true;
    }

    @Override
    public String synopsis(String name) {
        return name + " [--conf=FILE] [--output=DIR] FILE";
    }

    @Override
    public Optional<String> missing() {
        return file == null ? Optional.of("FILE, a saved log or a journal,") : Optional.empty();
    }
}

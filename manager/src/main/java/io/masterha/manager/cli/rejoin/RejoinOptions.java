package io.masterha.manager.cli.rejoin;

import io.masterha.manager.cli.start.CommonOptions;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of masterha-rejoin. */
public final class RejoinOptions extends CommonOptions {
    @Option(
            names = {"--server"},
            paramLabel = "HOST[:PORT]",
            description = "Only this server (default: every server that came back).")
    Optional<String> server = Optional.empty();

    @Option(
            names = {"--dry-run"},
            description = "Compare and print what would be done; change nothing.")
    boolean dryRun;

    @Option(
            names = {"--rewind"},
            description =
                    "Take back what only that server has, where that is possible and certain, and write it out first."
                            + " Without it such a server stays read-only, apart from the others.")
    boolean rewind;

    @Option(
            names = {"--release"},
            description =
                    "If a manager of ours still keeps the server down: end that, wait until it is started, and close it"
                            + " for writes at once. Needs --server.")
    boolean release;

    @Option(
            names = {"--wait_for_server"},
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long --release waits for the server to answer (default: ${DEFAULT-VALUE}).")
    int waitSeconds;

    @Override
    public boolean refusesUnknown() {
        return true;
    }

    @Override
    public Optional<String> missing() {
        return super.missing()
                .or(() -> release && server.isEmpty() ? Optional.of("--server=HOST with --release") : Optional.empty());
    }
}

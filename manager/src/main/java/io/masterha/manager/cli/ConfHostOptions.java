package io.masterha.manager.cli;

import io.masterha.manager.cli.start.CommonOptions;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of masterha-conf-host. */
final class ConfHostOptions extends CommonOptions {
    enum Action {
        add,
        remove,
        delete
    }

    @Option(
            names = {"--command"},
            paramLabel = "add|remove",
            description = "What to do with the block; delete is the same as remove.")
    Optional<Action> command = Optional.empty();

    @Option(
            names = {"--hostname"},
            paramLabel = "HOST",
            description = "Host name of the server; add needs it.")
    Optional<String> hostname = Optional.empty();

    @Option(
            names = {"--block"},
            paramLabel = "NAME",
            description = "Name of the block: server9, or 9 for short (default: server_HOST).")
    Optional<String> block = Optional.empty();

    @Option(
            names = {"--params"},
            paramLabel = "\"KEY=VALUE;...\"",
            description = "Further lines of the block. Passwords are better written into the file by hand:"
                    + " everybody on this machine can read a command line.")
    Optional<String> parameters = Optional.empty();

    @Override
    public Optional<String> missing() {
        if (super.missing().isPresent()) {
            return super.missing();
        }
        if (command.isEmpty()) {
            return Optional.of("--command=add or --command=remove");
        }
        boolean needsHost = command.get() == Action.add || block.isEmpty();
        return needsHost && hostname.isEmpty() ? Optional.of("--hostname=HOST") : Optional.empty();
    }
}

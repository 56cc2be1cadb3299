package io.masterha.node.cli;

import io.masterha.node.Progress;
import java.io.InputStream;
import picocli.CommandLine.Command;

/** {@code node-version}. */
@Command(description = "Prints the version of the node commands.")
final class VersionCommand implements ByHand.Command {
    @Override
    public Answer run(InputStream in, Progress progress) {
        return CommandName.version();
    }
}

package io.masterha.node.cli;

import picocli.CommandLine.Option;

/** The options of every command. */
final class CommonOptions {
    @Option(
            names = "--json",
            description = "read one request as a JSON document from standard input instead of options, and print one"
                    + " JSON line")
    private boolean json;

    @Option(names = "--debug", description = "show the stack trace of a failure")
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this text")
    private boolean help;

    @Override
    public String toString() {
        return "json=" + json + " debug=" + debug + " help=" + help;
    }
}

package io.masterha.node.cli;

import picocli.CommandLine.Option;

/** The options of every command under MHA's names. */
final class MhaOptions {
    @Option(names = "--help", description = "show this text")
    private boolean help;

    @Option(names = "--version", description = "show the version")
    private boolean version;

    @Option(names = "--debug", description = "show the stack trace of a failure")
    private boolean debug;

    boolean help() {
        return help;
    }

    boolean version() {
        return version;
    }

    boolean debug() {
        return debug;
    }

    @Override
    public String toString() {
        return "help=" + help + " version=" + version + " debug=" + debug;
    }
}

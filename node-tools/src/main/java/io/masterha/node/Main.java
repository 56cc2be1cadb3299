package io.masterha.node;

import io.masterha.node.cli.CommandLineEntry;

/** The one entry of all commands on database hosts: the first argument is the command's name. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        OrderlyEnd end = OrderlyEnd.begin();
        int exitCode = new CommandLineEntry(System.in, System.out, System.err).run(args);
        end.reached();
        System.exit(exitCode);
    }
}

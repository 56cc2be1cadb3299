package io.masterha.node;

import io.masterha.node.cli.CommandLineEntry;
import io.masterha.node.cli.StandBy;
import java.io.IOException;

/** The one entry of all commands on database hosts: the first argument is the command's name. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        OrderlyEnd end = OrderlyEnd.begin();
        int exitCode = 0;
        if (args.length == 1 && args[0].equals(StandBy.WORD)) {
            new StandBy(System.in, System.out, System.err).serve(end);
        } else {
            exitCode = new CommandLineEntry(System.in, System.out, System.err).run(args);
        }
        end.reached();
        System.exit(exitCode);
    }
}

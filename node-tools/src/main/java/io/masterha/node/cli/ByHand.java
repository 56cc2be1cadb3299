package io.masterha.node.cli;

import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Commands with options, for people: help with examples, sentences instead of JSON. */
final class ByHand {
    /** A command whose options were read. */
    interface Command {
        Answer run(InputStream in, Progress progress);
    }

    private ByHand() {}

    static int run(CommandName name, String[] args, InputStream in, PrintStream out, PrintStream err) {
        Command command = commandOf(name);
        CommandLine line = new CommandLine(command);
        line.addMixin("common", new CommonOptions());
        line.setCommandName(name.title());
        line.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes());
        line.setUsageHelpWidth(100);
        try {
            ParseResult result = line.parseArgs(args);
            if (result.isUsageHelpRequested()) {
                line.usage(new PrintWriter(out, true, StandardCharsets.UTF_8));
                return ExitCode.OK;
            }
        } catch (ParameterException e) {
            throw Problem.of(NodeError.USAGE, String.valueOf(e.getMessage()))
                    .next(name.title() + " --help")
                    .causedBy(e);
        }
        Answer answer = command.run(in, err::println);
        out.println(answer.sentence());
        return answer.exitCode();
    }

    private static Command commandOf(CommandName name) {
        return switch (name) {
            case SAVE_BINLOGS -> new SaveBinlogsCommand();
            case SAVE_RELAY_LOGS -> new SaveRelayLogsCommand();
            case APPLY_DIFF -> new ApplyDiffCommand();
            case PURGE_RELAY_LOGS -> new PurgeRelayLogsCommand();
            case REWIND_ROWS -> new RewindRowsCommand();
            case NODE_VERSION -> new VersionCommand();
        };
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        for (String row : ExitCode.LIST) {
            int colon = row.indexOf(':');
            codes.put(row.substring(0, colon), row.substring(colon + 1));
        }
        return codes;
    }
}

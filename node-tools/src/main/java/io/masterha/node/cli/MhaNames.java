package io.masterha.node.cli;

import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The node commands under MHA's names, with the options, the lines on standard output and the exit codes that scripts
 * know: 0 done, 1 everything that failed, 10 nothing to save, 22 the statements of a log failed.
 */
final class MhaNames {
    static final int FAILED = 1;
    static final int NOTHING_TO_SAVE = 10;
    static final int APPLY_FAILED = 22;
    /** It has no other name, and no document in JSON. */
    static final String FILTER = "filter_mysqlbinlog";

    /** A command whose options were read. */
    interface Command {
        /** Prints what MHA prints; returns the exit code. */
        int run(InputStream in, PrintStream out, Progress progress);
    }

    private MhaNames() {}

    static boolean isOne(String name) {
        return name.indexOf('_') > 0;
    }

    static int run(String name, String[] args, InputStream in, PrintStream out, PrintStream err) {
        MhaOptions common = new MhaOptions();
        Command command = commandOf(name);
        CommandLine line = new CommandLine(command);
        line.addMixin("common", common);
        line.setCommandName(name);
        line.setAbbreviatedOptionsAllowed(true);
        // As in MHA the last one counts.
        line.setOverwrittenOptionsAllowed(true);
        line.setUsageHelpWidth(100);
        try {
            line.parseArgs(
                    MhaSpelling.normal(args, line.getCommandSpec().optionsMap().keySet()));
        } catch (ParameterException e) {
            err.println(e.getMessage());
            line.usage(new PrintWriter(err, true, StandardCharsets.UTF_8));
            return FAILED;
        }
        if (common.help()) {
            line.usage(new PrintWriter(out, true, StandardCharsets.UTF_8));
            return ExitCode.OK;
        }
        if (common.version()) {
            out.println(name + " version " + CommandName.version().sentence() + ".");
            return ExitCode.OK;
        }
        try {
            return command.run(in, out, sentence -> out.println("  " + sentence));
        } catch (Problem e) {
            err.println(e.sentence());
            if (common.debug()) {
                e.printStackTrace(err);
            }
            return FAILED;
        }
    }

    static Command commandOf(String name) {
        return switch (name) {
            case "save_binary_logs" -> new MhaSaveBinaryLogs();
            case "apply_diff_relay_logs" -> new MhaApplyDiffRelayLogs();
            case FILTER -> new MhaFilterMysqlbinlog();
            default -> new MhaPurgeRelayLogs();
        };
    }

    /** A mistake in the options. */
    static Problem wrong(String what, String next) {
        return Problem.of(NodeError.USAGE, what).next(next);
    }
}

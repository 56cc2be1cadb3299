package io.masterha.manager.cli;

import io.masterha.binlog.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands of the manager in one program: the launcher passes the name under which it was called. */
public final class Main {
    private static final String VERSION = "1.0.0";
    private static final Set<String> NOT_THERE_YET =
            Set.of("masterha-switch", "masterha-master-switch", "masterha-secondary-check", "masterha-conf-host");

    /** One command: how it runs and what its help says. */
    private record Row(String name, ToIntFunction<ManagerOptions> run, String help, List<String> exitCodes) {}

    private static final List<String> RUN_CODES = List.of(
            "0:failed over completely",
            "1:an error; the log says what, why and what to do",
            "2:wrong usage",
            "10:the new source is live, but a replica was left out or a step failed");
    private static final List<String> CHECK_CODES =
            List.of("0:everything is fine", "1:problems were found", "2:wrong usage");

    private static final List<Row> ROWS = List.of(
            new Row(
                    "masterha-manager",
                    Manage::run,
                    "Watches the source and fails over when it is dead.%n%n  masterha-manager --conf /etc/masterha/app1.cnf"
                            + "%n  masterha-manager --conf app1.cnf --dry-run      what would happen if the source died now",
                    RUN_CODES),
            new Row(
                    "masterha-master-monitor",
                    options -> {
                        options.monitorOnly = true;
                        return Manage.run(options);
                    },
                    "Watches the source and exits with 20 when it is dead.",
                    List.of("1:an error", "2:wrong usage", "20:the source is dead")),
            new Row(
                    "masterha-check-repl",
                    CheckRepl::run,
                    "Checks everything that a failover depends on, and tells all problems at once.",
                    CHECK_CODES),
            new Row(
                    "masterha-check-ssh",
                    CheckSsh::run,
                    "Checks SSH to every host; --install-node puts the node commands there.",
                    CHECK_CODES),
            new Row(
                    "masterha-check-status",
                    CheckStatus::run,
                    "Tells what the manager of this configuration does; the exit code is MHA's status number.",
                    List.of(
                            "0:PING_OK",
                            "1:an error",
                            "2:NOT_RUNNING",
                            "10:INITIALIZING_MONITOR",
                            "20:PING_FAILING",
                            "21:PING_FAILED",
                            "31:CONFIG_ERROR",
                            "32:TIMESTAMP_OLD",
                            "50:FAILOVER_RUNNING",
                            "51:FAILOVER_ERROR")),
            new Row(
                    "masterha-stop",
                    Stop::run,
                    "Stops the manager of this configuration; not while it fails over.",
                    CHECK_CODES));

    @Command(mixinStandardHelpOptions = false, sortOptions = false)
    static final class Shell extends ManagerOptions {
        @CommandLine.Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "This text.")
        boolean help;

        @CommandLine.Option(
                names = {"-V", "--version"},
                versionHelp = true,
                description = "The version.")
        boolean version;
    }

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** @param arguments the command's name, then its own arguments */
    static int run(String... arguments) {
        String name = arguments.length == 0 ? "" : arguments[0].replace('_', '-');
        Optional<Row> row = ROWS.stream().filter(r -> r.name().equals(name)).findFirst();
        if (row.isEmpty()) {
            boolean known = NOT_THERE_YET.contains(name);
            System.err.println(
                    known
                            ? name
                                    + ": this command is not there yet; next: see docs/ for what to do by hand (nothing was changed)"
                            : "unknown command '" + name + "'; there are: "
                                    + String.join(
                                            ", ", ROWS.stream().map(Row::name).toList()));
            return 2;
        }
        return run(row.get(), Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static int run(Row row, String[] arguments) {
        Shell options = new Shell();
        CommandLine commandLine = new CommandLine(options)
                .setOptionsCaseInsensitive(true)
                .setOverwrittenOptionsAllowed(true)
                .setAbbreviatedOptionsAllowed(true)
                .setUsageHelpWidth(100)
                .setCommandName(row.name());
        commandLine.getCommandSpec().version(row.name() + " version " + VERSION + ".");
        commandLine.getCommandSpec().usageMessage().header(row.help());
        commandLine.getCommandSpec().usageMessage().exitCodeListHeading("Exit codes:%n");
        commandLine.getCommandSpec().usageMessage().exitCodeList(exitCodes(row));
        try {
            CommandLine.ParseResult parsed = commandLine.parseArgs(normal(arguments));
            if (CommandLine.printHelpIfRequested(parsed)) {
                return 0;
            }
            return row.run().applyAsInt(options);
        } catch (CommandLine.ParameterException e) {
            System.err.println(row.name() + ": " + e.getMessage() + "; next: " + row.name() + " --help");
            return 2;
        } catch (Problem problem) {
            return tell(row.name(), problem, options.debug);
        } catch (RuntimeException e) {
            System.err.println(row.name() + ": an error of the program itself: " + e
                    + "; next: run it again with --debug" + " and report what it prints");
            if (options.debug) {
                e.printStackTrace(System.err);
            }
            return 1;
        }
    }

    private static java.util.Map<String, String> exitCodes(Row row) {
        java.util.Map<String, String> codes = new java.util.LinkedHashMap<>();
        for (String line : row.exitCodes()) {
            codes.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1));
        }
        return codes;
    }

    private static int tell(String name, Problem problem, boolean debug) {
        System.err.println(name + ": " + problem.what());
        if (!problem.why().isEmpty()) {
            System.err.println("  why:  " + problem.why());
        }
        if (!problem.next().isEmpty()) {
            System.err.println("  next: " + problem.next());
        }
        System.err.println("  " + problem.changed());
        if (debug) {
            problem.printStackTrace(System.err);
        }
        return problem.code().exitCode();
    }

    /** One dash or two, dashes or underscores: MHA's spelling is the one that is parsed. */
    private static String[] normal(String[] arguments) {
        List<String> normal = new ArrayList<>();
        for (String argument : arguments) {
            if (!argument.startsWith("-") || argument.length() < 3) {
                normal.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String option = equals < 0 ? argument : argument.substring(0, equals);
            String spelled =
                    "--" + option.replaceFirst("^--?", "").replace('-', '_').toLowerCase(Locale.ROOT);
            normal.add(spelled + (equals < 0 ? "" : argument.substring(equals)));
        }
        return normal.toArray(String[]::new);
    }
}

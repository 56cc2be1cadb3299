package io.masterha.manager.cli;

import io.masterha.binlog.Problem;
import io.masterha.manager.cli.start.CommonOptions;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.start.NamesTheFile;
import io.masterha.manager.config.Spelling;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** All commands of the manager in one program: the launcher passes the name under which it was called. */
public final class Main {
    private static final String VERSION = "1.0.0";

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** @param arguments the command's name, then its own arguments */
    static int run(String... arguments) {
        String name = arguments.length == 0 ? "" : arguments[0].replace('_', '-');
        if (Commands.NAMES.contains(name)) {
            return run(Commands.row(name), Arrays.copyOfRange(arguments, 1, arguments.length));
        }
        System.err.println("unknown command '" + name + "'"
                + Spelling.nearest(name, Commands.NAMES)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; there are: " + String.join(", ", Commands.NAMES)));
        return 2;
    }

    private static <T extends CommonOptions> int run(Commands.Row<T> row, String[] arguments) {
        T options = row.options().get();
        CommandLine commandLine = commandLine(row, options);
        try {
            List<String> spelled =
                    new OptionSpelling(commandLine.getCommandSpec().optionsMap()).normal(arguments);
            List<String> ignored = new ArrayList<>();
            List<String> parsedWords = OptionSpelling.withoutEffect(
                    spelled, commandLine.getCommandSpec().optionsMap().keySet(), ignored);
            CommandLine.ParseResult parsed = commandLine.parseArgs(parsedWords.toArray(String[]::new));
            options.unknown.addAll(ignored);
            options.given = parsed.matchedOptions().stream()
                    .map(CommandLine.Model.OptionSpec::longestName)
                    .collect(Collectors.toSet());
            if (CommandLine.printHelpIfRequested(parsed)) {
                return 0;
            }
            Optional<String> missing = options.missing();
            if (missing.isPresent()) {
                // The exit code of MHA where it has one.
                return usage(row, missing.get() + " is missing", 1);
            }
            // The manager says it in its log.
            if (!(options instanceof ManagerOptions) && !options.refusesUnknown()) {
                options.unknown.forEach(word -> System.err.println("WARNING option ignored: " + word));
            }
            return row.run().applyAsInt(options);
        } catch (CommandLine.ParameterException e) {
            return usage(row, String.valueOf(e.getMessage()), row.exitCodes().contains(Commands.WRONG_USAGE) ? 2 : 1);
        } catch (Problem problem) {
            return tell(row.name(), problem, options);
        } catch (RuntimeException | Error e) {
            return tell(row.name(), unexpected(e), options);
        }
    }

    private static <T extends CommonOptions> CommandLine commandLine(Commands.Row<T> row, T options) {
        // No option is a date: picocli would load some sixty classes for them at each start.
        System.setProperty("picocli.converters.excludes", "java.sql.*,java.time.*");
        CommandLine commandLine = new CommandLine(options)
                .setOptionsCaseInsensitive(true)
                .setOverwrittenOptionsAllowed(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Boolean.class, Main::flag)
                .registerConverter(boolean.class, Main::flag)
                .setUsageHelpWidth(100)
                .setUsageHelpLongOptionsMaxWidth(40)
                .setCommandName(row.name());
        commandLine.getCommandSpec().version(row.name() + " version " + VERSION + ".");
        UsageMessageSpec help = commandLine.getCommandSpec().usageMessage();
        help.header(row.about(), "");
        help.customSynopsis(options.synopsis(row.name()));
        help.optionListHeading(
                "%nOptions (--a_b and --a-b are the same, and so are --a=x and --a x; the last one wins):%n");
        help.exitCodeListHeading("%nExit codes:%n");
        help.exitCodeList(exitCodes(row));
        help.footerHeading("%nExamples:%n");
        help.footer(row.examples().stream()
                .map(example -> "  " + example.replace("%", "%%"))
                .toArray(String[]::new));
        return commandLine;
    }

    /** {@code --check_only=1} is a habit of many. */
    private static boolean flag(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default -> throw new CommandLine.TypeConversionException("'" + value + "' is neither 0 nor 1");
        };
    }

    private static Map<String, String> exitCodes(Commands.Row<?> row) {
        Map<String, String> codes = new LinkedHashMap<>();
        for (String line : row.exitCodes()) {
            codes.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1));
        }
        return codes;
    }

    private static int usage(Commands.Row<?> row, String what, int exitCode) {
        System.err.println(row.name() + ": " + what + "; next: " + row.name() + " --help (nothing was changed)");
        return exitCode;
    }

    private static Problem unexpected(Throwable e) {
        if (e instanceof UncheckedIOException io) {
            return Problem.of(ManagerError.UNEXPECTED, "a file cannot be read or written")
                    .why(String.valueOf(io.getCause()))
                    .next("check the space on the disk, and the owner and mode of the file")
                    .changed("what was changed before is in the log and in the journal")
                    .causedBy(e);
        }
        return Problem.of(ManagerError.UNEXPECTED, "an error of the program itself")
                .why(String.valueOf(e))
                .next("run it again with --debug and report what it prints")
                .changed("what was changed before is in the log and in the journal")
                .causedBy(e);
    }

    private static int tell(String name, Problem problem, CommonOptions options) {
        System.err.println(name + ": " + problem.what());
        if (!problem.why().isEmpty()) {
            System.err.println("  why:  " + NamesTheFile.in(problem.why(), Optional.ofNullable(options.conf)));
        }
        if (!problem.next().isEmpty()) {
            System.err.println("  next: " + NamesTheFile.in(problem.next(), Optional.ofNullable(options.conf)));
        }
        System.err.println("  " + problem.changed());
        if (options.debug) {
            problem.printStackTrace(System.err);
        }
        return problem.code().exitCode();
    }
}

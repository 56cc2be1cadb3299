package io.masterha.manager.cli.start;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** Options of every command, in MHA's spelling; Main takes a dash for an underscore and one dash for two. */
@CommandLine.Command(sortOptions = false)
@SuppressWarnings("NullAway.Init")
public class CommonOptions {
    @Option(
            names = {"--conf"},
            paramLabel = "FILE",
            description = "Configuration of the application.")
    public Path conf;

    @Option(
            names = {"--global_conf"},
            paramLabel = "FILE",
            defaultValue = "/etc/masterha_default.cnf",
            description = "Defaults of all applications (default: ${DEFAULT-VALUE}; need not exist).")
    public Path globalConf;

    @Option(
            names = {"--manager_workdir", "--workdir", "--status_dir"},
            paramLabel = "DIR",
            description = "Work directory (default: manager_workdir of the configuration).")
    public Optional<Path> workdir = Optional.empty();

    @Option(
            names = {"--manager_log", "--log_output"},
            paramLabel = "FILE",
            description = "Log file (default: manager_log of the configuration, or standard output).")
    public Optional<Path> log = Optional.empty();

    @Option(
            names = {"--debug"},
            description = "Show stack traces.")
    public boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "The version.")
    boolean version;

    /** MHA ignores what it does not know; here it is said. */
    @Unmatched
    public List<String> unknown = new ArrayList<>();

    /** Whether what it does not know is an error, so that a warning would say too little. */
    public boolean refusesUnknown() {
        return false;
    }

    /** What to type, for the help. */
    public String synopsis(String name) {
        return name + " --conf=FILE [OPTION...]";
    }

    /** Names of the options that were given. */
    public Set<String> given = Set.of();

    /** What is missing on the command line; empty if nothing is. */
    public Optional<String> missing() {
        return conf == null ? Optional.of("--conf=FILE") : Optional.empty();
    }
}

package io.masterha.manager.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** Options of the commands that read a configuration, in MHA's spelling; a dash for an underscore is fine too. */
@SuppressWarnings("NullAway.Init")
class ManagerOptions {
    @Option(
            names = {"--conf"},
            paramLabel = "FILE",
            required = true,
            description = "Configuration of the application.")
    Path conf;

    @Option(
            names = {"--global_conf"},
            paramLabel = "FILE",
            defaultValue = "/etc/masterha_default.cnf",
            description = "Defaults of all applications (default: ${DEFAULT-VALUE}; need not exist).")
    Path globalConf;

    @Option(
            names = {"--manager_workdir", "--workdir"},
            paramLabel = "DIR",
            description = "Work directory (default: manager_workdir of the configuration).")
    Optional<Path> workdir = Optional.empty();

    @Option(
            names = {"--manager_log", "--log_output"},
            paramLabel = "FILE",
            description = "Log file (default: manager_log of the configuration, or standard output).")
    Optional<Path> log = Optional.empty();

    @Option(
            names = {"--skip_ssh_check", "--skip_check_ssh"},
            description = "Do not check SSH and node commands at start.")
    boolean skipSsh;

    @Option(
            names = {"--last_failover_minute"},
            paramLabel = "MINUTES",
            defaultValue = "480",
            description = "How long a failover blocks the next one (default: ${DEFAULT-VALUE}).")
    int lastFailoverMinute;

    @Option(
            names = {"--ignore_last_failover"},
            description = "Remove the markers of earlier failovers first.")
    boolean ignoreLastFailover;

    @Option(
            names = {"--remove_dead_master_conf", "--remove_orig_master_conf"},
            description = "After a complete failover take the failed source's block out of --conf.")
    boolean removeDead;

    @Option(
            names = {"--skip_save_master_binlog"},
            description = "Do not save the failed source's binary log.")
    boolean skipSave;

    @Option(
            names = {"--skip_change_master"},
            description = "Do not point the replicas at the new source.")
    boolean skipChange;

    @Option(
            names = {"--skip_disable_read_only"},
            description = "Leave the new source read-only.")
    boolean skipOpen;

    @Option(
            names = {"--new_master_host"},
            paramLabel = "HOST",
            description = "Promote this server or none.")
    Optional<String> newHost = Optional.empty();

    @Option(
            names = {"--new_master_port"},
            paramLabel = "PORT",
            defaultValue = "3306",
            description = "Its port (default: ${DEFAULT-VALUE}).")
    int newPort;

    @Option(
            names = {"--seconds_behind_master"},
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "masterha-check-repl: the largest lag that counts as healthy (default: ${DEFAULT-VALUE}).")
    int secondsBehind;

    @Option(
            names = {"--check_only"},
            description = "Check and exit.")
    boolean checkOnly;

    @Option(
            names = {"--monitor_only"},
            description = "Watch, but do not fail over: exit 20 when the source is dead.")
    boolean monitorOnly;

    @Option(
            names = {"--dry-run", "--dry_run"},
            description = "Print the plan of a failover of the source as of now, and change nothing.")
    boolean dryRun;

    @Option(
            names = {"--keep-watching", "--keep_watching"},
            description = "After a failover go on and watch the new source (MHA exits).")
    boolean keepWatching;

    @Option(
            names = {"--install-node", "--install_node"},
            description = "masterha-check-ssh: put the node commands on the hosts.")
    boolean installNode;

    @Option(
            names = {"--interactive"},
            paramLabel = "0|1",
            defaultValue = "0",
            hidden = true,
            description = "Accepted for MHA's sake; the manager never asks.")
    int interactive;

    @Option(
            names = {"--debug"},
            description = "Show stack traces.")
    boolean debug;

    /** MHA ignores what it does not know; here it is said. */
    @Unmatched
    List<String> unknown = new ArrayList<>();
}

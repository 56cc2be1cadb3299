package io.masterha.manager.cli.start;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of masterha-manager and of the commands that check what it checks. */
public final class ManagerOptions extends CommonOptions implements Cloneable {
    @Option(
            names = {"--skip_ssh_check", "--skip_check_ssh"},
            description = "Do not check SSH and node commands at start.")
    public boolean skipSsh;

    @Option(
            names = {"--last_failover_minute"},
            paramLabel = "MINUTES",
            defaultValue = "480",
            description = "How long a failover blocks the next one (default: ${DEFAULT-VALUE}).")
    public int lastFailoverMinute;

    @Option(
            names = {"--ignore_last_failover"},
            description = "Remove the markers of earlier failovers first.")
    public boolean ignoreLastFailover;

    @Option(
            names = {"--remove_dead_master_conf", "--remove_orig_master_conf"},
            description = "After a complete failover take the failed source's block out of --conf.")
    public boolean removeDead;

    @Option(
            names = {"--skip_save_master_binlog"},
            description = "Do not save the failed source's binary log.")
    public boolean skipSave;

    @Option(
            names = {"--loss"},
            paramLabel = "refuse|bounded|accept",
            description = "Goes over the key loss: what a failover may lose.")
    public Optional<String> loss = Optional.empty();

    @Option(
            names = {"--quorum"},
            paramLabel = "half|none",
            description = "Goes over the key quorum: how many replicas must answer if the source's host is silent.")
    public Optional<String> quorum = Optional.empty();

    @Option(
            names = {"--skip_change_master"},
            description = "Do not point the replicas at the new source.")
    public boolean skipChange;

    @Option(
            names = {"--skip_disable_read_only"},
            description = "Leave the new source read-only.")
    public boolean skipOpen;

    @Option(
            names = {"--new_master_host"},
            paramLabel = "HOST",
            description = "Promote this server or none.")
    public Optional<String> newHost = Optional.empty();

    @Option(
            names = {"--new_master_port"},
            paramLabel = "PORT",
            defaultValue = "3306",
            description = "Its port (default: ${DEFAULT-VALUE}).")
    public int newPort;

    @Option(
            names = {"--seconds_behind_master"},
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "masterha-check-repl, --check_repl_health: the largest lag that counts as healthy"
                    + " (default: ${DEFAULT-VALUE}).")
    public int secondsBehind;

    @Option(
            names = {"--check_repl_health"},
            description = "Require at start that all replicas run and lag no more than --seconds_behind_master.")
    public boolean checkHealth;

    @Option(
            names = {"--ignore_fail_on_start"},
            description = "Start although servers with ignore_fail=1 do not answer or are broken.")
    public boolean ignoreFailOnStart;

    @Option(
            names = {"--wait_on_monitor_error"},
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Wait before ending with an error of the checks or of watching (default: ${DEFAULT-VALUE}).")
    public int waitOnMonitorError;

    @Option(
            names = {"--wait_on_failover_error"},
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Wait before ending with an error of a failover; the status file shows it meanwhile"
                    + " (default: ${DEFAULT-VALUE}).")
    public int waitOnFailoverError;

    @Option(
            names = {"--check_only"},
            description = "Check and exit.")
    public boolean checkOnly;

    @Option(
            names = {"--monitor_only"},
            description = "Watch, but do not fail over: exit 20 when the source is dead.")
    public boolean monitorOnly;

    @Option(
            names = {"--dry-run", "--dry_run"},
            description = "Print the plan of a failover of the source as of now, and change nothing.")
    public boolean dryRun;

    @Option(
            names = {"--keep-watching", "--keep_watching"},
            description = "After a failover go on and watch the new source (MHA exits).")
    public boolean keepWatching;

    @Option(
            names = {"--resume"},
            description = "Finish or undo what a killed manager left, and end with the exit code of that.")
    public boolean resume;

    @Option(
            names = {"--explain"},
            description = "Tell where the last failover and switchover stand and what comes next; changes nothing.")
    public boolean explain;

    @Option(
            names = {"--json"},
            description = "--explain, masterha-explain: as JSON.")
    public boolean json;

    @Option(
            names = {"--install-node", "--install_node"},
            description = "masterha-check-ssh: put the node commands on the hosts.")
    public boolean installNode;

    @Option(
            names = {"--all-pairs", "--all_pairs"},
            description = "masterha-check-ssh: test also that every host reaches every other, as MHA does.")
    public boolean allPairs;

    @Option(
            names = {"--conf-dir", "--conf_dir"},
            paramLabel = "DIR",
            description = "masterha-manager: instead of --conf: watch every *.cnf of this directory, in one process.")
    public Optional<Path> confDir = Optional.empty();

    @Option(
            names = {"--max_failovers_at_once"},
            paramLabel = "NUMBER",
            defaultValue = "5",
            description =
                    "--conf-dir: so many failovers run at the same time, others wait (default: ${DEFAULT-VALUE}).")
    public int maxFailovers;

    @Option(
            names = {"--mass_failure_percent"},
            paramLabel = "PERCENT",
            defaultValue = "30",
            description = "--conf-dir: no failover begins while more of the clusters look dead together; 100: never"
                    + " mind (default: ${DEFAULT-VALUE}).")
    public int massPercent;

    /** Only of the failover by hand, where an operator says so of what he sees. */
    public Optional<String> acceptFence = Optional.empty();

    @Option(
            names = {"--interactive"},
            paramLabel = "0|1",
            defaultValue = "0",
            hidden = true,
            description = "Accepted for MHA's sake; the manager never asks.")
    int interactive;

    @Override
    public Optional<String> missing() {
        return confDir.isPresent() ? Optional.empty() : super.missing();
    }

    /** The same for one configuration of a directory; its log is its own. */
    public ManagerOptions of(Path file) {
        try {
            ManagerOptions one = (ManagerOptions) clone();
            one.conf = file;
            one.confDir = Optional.empty();
            one.log = Optional.empty();
            return one;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}

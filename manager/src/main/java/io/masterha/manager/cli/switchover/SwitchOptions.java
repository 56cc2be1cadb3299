package io.masterha.manager.cli.switchover;

import io.masterha.manager.cli.start.CommonOptions;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options of masterha-switch and masterha-master-switch: those of the planned switchover and of the manual failover. */
public final class SwitchOptions extends CommonOptions {
    private static final Set<String> DEAD_ONLY = Set.of(
            "--dead_master_host",
            "--dead_master_ip",
            "--dead_master_port",
            "--ssh_reachable",
            "--accept_fence",
            "--last_failover_minute",
            "--ignore_last_failover",
            "--wait_on_failover_error",
            "--skip_save_master_binlog",
            "--loss",
            "--quorum",
            "--skip_change_master",
            "--skip_disable_read_only");

    /** The answer where the command line does not say: the short name of the command means the planned switchover. */
    private final Optional<String> usualState;

    public SwitchOptions(Optional<String> usualState) {
        this.usualState = usualState;
    }

    @Option(
            names = {"--master_state"},
            paramLabel = "alive|dead",
            description = "alive: a planned switchover (the default of masterha-switch). dead: a failover by hand.")
    Optional<String> state = Optional.empty();

    @Option(
            names = {"--new_master_host"},
            paramLabel = "HOST",
            description = "Make this server the source or none (default: the election of the configuration).")
    Optional<String> newHost = Optional.empty();

    @Option(
            names = {"--new_master_port"},
            paramLabel = "PORT",
            defaultValue = "3306",
            description = "Its port (default: ${DEFAULT-VALUE}).")
    int newPort;

    @Option(
            names = {"--orig_master_is_new_slave"},
            description = "The old source follows the new one (default: it stays read-only and follows nobody).")
    boolean oldFollows;

    @Option(
            names = {"--interactive"},
            paramLabel = "0|1",
            defaultValue = "1",
            description = "1 asks before anything is changed, 0 does not (default: ${DEFAULT-VALUE}).")
    int interactive;

    @Option(
            names = {"--check_only"},
            description = "alive: check and exit.")
    boolean checkOnly;

    @Option(
            names = {"--dry-run", "--dry_run"},
            description = "Print the plan and the way back, and change nothing.")
    boolean dryRun;

    @Option(
            names = {"--running_updates_limit"},
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "alive: refuse if a write on the source has lasted longer (default: ${DEFAULT-VALUE}).")
    int runningUpdates;

    @Option(
            names = {"--running_seconds_limit"},
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "alive: refuse if a query on the new source has lasted so long (default: ${DEFAULT-VALUE}).")
    int runningSeconds;

    @Option(
            names = {"--seconds_behind_master"},
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "alive: refuse if a replica lags more (default: ${DEFAULT-VALUE}).")
    int secondsBehind;

    @Option(
            names = {"--wait_for_writes", "--wait-for-writes"},
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "alive: how long to wait for long writes before refusing (default: ${DEFAULT-VALUE}).")
    int waitForWrites;

    @Option(
            names = {"--catch_up_limit", "--catch-up-limit"},
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "alive: go back if the new source takes longer to catch up (default: ${DEFAULT-VALUE}).")
    int catchUpLimit;

    @Option(
            names = {"--end_writes", "--end-writes"},
            description = "alive: end the connections of writes that last longer than --running_updates_limit.")
    boolean endWrites;

    @Option(
            names = {"--skip_lock_all_tables"},
            description = "alive: set read_only without locking all tables; only where super_read_only is unknown.")
    boolean skipLock;

    @Option(
            names = {"--flush_tables"},
            paramLabel = "0|1|2",
            defaultValue = "2",
            description = "alive: close tables before locking them; 0 never, else where they are locked at all.")
    int flushTables;

    @Option(
            names = {"--remove_dead_master_conf", "--remove_orig_master_conf"},
            description = "Afterwards take the old source's block out of --conf, if it does not follow the new one.")
    boolean removeOld;

    @Option(
            names = {"--dead_master_host"},
            paramLabel = "HOST",
            description = "dead: the source that is dead.")
    Optional<String> deadHost = Optional.empty();

    @Option(
            names = {"--dead_master_ip"},
            paramLabel = "ADDRESS",
            description = "dead: its address; must be the one of the configuration.")
    Optional<String> deadIp = Optional.empty();

    @Option(
            names = {"--dead_master_port"},
            paramLabel = "PORT",
            defaultValue = "3306",
            description = "dead: its port (default: ${DEFAULT-VALUE}).")
    int deadPort;

    @Option(
            names = {"--ssh_reachable"},
            paramLabel = "0|1|2",
            defaultValue = "2",
            description = "dead: accepted for MHA's sake; whether its host answers is always found out.")
    int sshReachable;

    @Option(
            names = {"--last_failover_minute"},
            paramLabel = "MINUTES",
            defaultValue = "480",
            description = "dead: how long a failover blocks the next one (default: ${DEFAULT-VALUE}).")
    int lastFailoverMinute;

    @Option(
            names = {"--ignore_last_failover"},
            description = "dead: remove the markers of earlier failovers first.")
    boolean ignoreLastFailover;

    @Option(
            names = {"--wait_on_failover_error"},
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "dead: wait before ending with an error, if nobody was asked (default: ${DEFAULT-VALUE}).")
    int waitOnFailoverError;

    @Option(
            names = {"--skip_save_master_binlog"},
            description = "dead: do not save the failed source's binary log.")
    boolean skipSave;

    @Option(
            names = {"--loss"},
            paramLabel = "refuse|bounded|accept",
            description = "dead: goes over the key loss: what the failover may lose.")
    Optional<String> loss = Optional.empty();

    @Option(
            names = {"--quorum"},
            paramLabel = "half|none",
            description =
                    "dead: goes over the key quorum: how many replicas must answer if the source's host is silent.")
    Optional<String> quorum = Optional.empty();

    @Option(
            names = {"--skip_change_master"},
            description = "dead: do not point the replicas at the new source.")
    boolean skipChange;

    @Option(
            names = {"--accept_fence", "--accept-fence"},
            paramLabel = "WORDS",
            description = "dead: with fence=strict, go on although nothing proves that the dead source takes no writes;"
                    + " WORDS say how you made sure, and stand in the journal and the report.")
    Optional<String> acceptFence = Optional.empty();

    @Option(
            names = {"--skip_disable_read_only"},
            description = "dead: leave the new source read-only.")
    boolean skipOpen;

    @Override
    public boolean refusesUnknown() {
        return !isDead();
    }

    /** What the planned switchover does not know, as MHA has it. */
    List<String> unknownToAlive() {
        List<String> words = new ArrayList<>(unknown);
        given.stream().filter(DEAD_ONLY::contains).sorted().forEach(words::add);
        return words;
    }

    boolean isDead() {
        return stateOrUsual().equals(Optional.of("dead"));
    }

    private Optional<String> stateOrUsual() {
        return state.or(() -> usualState);
    }

    Optional<ServerId> newSource() {
        return newHost.map(host -> new ServerId(host, newPort));
    }

    @Override
    public Optional<String> missing() {
        Optional<String> missing = super.missing();
        boolean known = stateOrUsual().equals(Optional.of("alive")) || isDead();
        if (missing.isEmpty() && !known) {
            return Optional.of("--master_state=alive or --master_state=dead");
        }
        return missing.or(
                () -> isDead() && deadHost.isEmpty() ? Optional.of("--dead_master_host=HOST") : Optional.empty());
    }
}

package io.masterha.manager.cli;

import io.masterha.manager.cli.rejoin.RejoinOptions;
import io.masterha.manager.cli.rejoin.RejoinServer;
import io.masterha.manager.cli.start.CommonOptions;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.status.CheckStatus;
import io.masterha.manager.cli.status.Explain;
import io.masterha.manager.cli.status.StatusOptions;
import io.masterha.manager.cli.status.Stop;
import io.masterha.manager.cli.switchover.Switch;
import io.masterha.manager.cli.switchover.SwitchOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** The table of commands: name, options, what runs, and what the help says. */
final class Commands {
    /** Options of MHA that are accepted and do nothing, each with the reason; with an equals sign if they take a value. */
    static final Map<String, String> WITHOUT_EFFECT = Map.of(
            "--wait_until_gtid_in_sync=",
            "replicas that follow by GTID catch up by themselves; the end of a failover never waits for it",
            "--ignore_binlog_server_error",
            "a [binlogN] server that fails never stops a failover; the exit code is 10 then",
            "--dead_master_host=",
            "the manager finds the failed source by itself",
            "--dead_master_ip=",
            "the manager finds the failed source by itself",
            "--dead_master_port=",
            "the manager finds the failed source by itself",
            "--ssh_reachable=",
            "whether the failed source's host answers over SSH is always found out");

    /**
     * One command.
     *
     * @param about a sentence
     * @param examples lines to type
     * @param exitCodes {@code code:meaning}
     */
    record Row<T extends CommonOptions>(
            String name,
            Supplier<T> options,
            ToIntFunction<T> run,
            String about,
            List<String> examples,
            List<String> exitCodes) {}

    /** Where MHA has another meaning for 2, or 1 for this, the row does not have it. */
    static final String WRONG_USAGE = "2:wrong usage; without --conf 1, as in MHA";

    private static final List<String> CHECK_CODES =
            List.of("0:everything is fine", "1:problems were found", WRONG_USAGE);

    static final List<String> NAMES = List.of(
            "masterha-manager",
            "masterha-master-monitor",
            "masterha-explain",
            "masterha-switch",
            "masterha-master-switch",
            "masterha-check-repl",
            "masterha-rejoin",
            "masterha-loss",
            "masterha-check-ssh",
            "masterha-check-status",
            "masterha-stop",
            "masterha-conf-host",
            "masterha-secondary-check");

    private Commands() {}

    /** Only what the command itself needs is loaded: a method of its own for each row, not a table of them. */
    static Row<?> row(String name) {
        return switch (name) {
            case "masterha-manager" -> manager();
            case "masterha-master-monitor" -> masterMonitor();
            case "masterha-explain" -> explain();
            case "masterha-switch" -> switchRow("masterha-switch", Optional.of("alive"));
            case "masterha-master-switch" -> switchRow("masterha-master-switch", Optional.empty());
            case "masterha-check-repl" -> checkRepl();
            case "masterha-rejoin" -> rejoin();
            case "masterha-loss" -> loss();
            case "masterha-check-ssh" -> checkSsh();
            case "masterha-check-status" -> checkStatus();
            case "masterha-stop" -> stop();
            case "masterha-conf-host" -> confHost();
            case "masterha-secondary-check" -> secondaryCheck();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Row<ManagerOptions> manager() {
        return new Row<>(
                "masterha-manager",
                ManagerOptions::new,
                ManagerCommand::run,
                "Watches the source and fails over when it is dead.",
                List.of(
                        "masterha-manager --conf /etc/masterha/app1.cnf",
                        "masterha-manager --conf app1.cnf --dry-run        what would happen if the source died now",
                        "masterha-manager --conf app1.cnf --check_only     what is checked before watching",
                        "masterha-manager --conf app1.cnf --keep-watching  goes on with the new source",
                        "masterha-manager --conf app1.cnf --resume         finishes what a killed manager left",
                        "masterha-manager --conf-dir /etc/masterha/conf.d  watches every *.cnf there"),
                List.of(
                        "0:failed over completely",
                        "1:an error; the log says what, why and what to do",
                        WRONG_USAGE,
                        "10:the new source is live, but a replica was left out or a step failed"));
    }

    private static Row<ManagerOptions> masterMonitor() {
        return new Row<>(
                "masterha-master-monitor",
                ManagerOptions::new,
                options -> {
                    options.monitorOnly = true;
                    return ManagerCommand.run(options);
                },
                "Watches the source and says when it is dead; it does not fail over.",
                List.of("masterha-master-monitor --conf app1.cnf; test $? = 20 && echo dead"),
                List.of("1:an error", WRONG_USAGE, "20:the source is dead"));
    }

    private static Row<ManagerOptions> explain() {
        return new Row<>(
                "masterha-explain",
                ManagerOptions::new,
                Explain::run,
                "Tells where the last failover and switchover stand, what is left, and what the next manager does;"
                        + " reads only.",
                List.of("masterha-explain --conf app1.cnf", "masterha-explain --conf app1.cnf --json"),
                List.of("0:nothing is unfinished", "1:something is unfinished, or an error", WRONG_USAGE));
    }

    private static Row<ManagerOptions> checkRepl() {
        return new Row<>(
                "masterha-check-repl",
                ManagerOptions::new,
                CheckRepl::run,
                "Checks everything that a failover depends on, and tells all problems at once.",
                List.of("masterha-check-repl --conf /etc/masterha/app1.cnf"),
                CHECK_CODES);
    }

    private static Row<RejoinOptions> rejoin() {
        return new Row<>(
                "masterha-rejoin",
                RejoinOptions::new,
                RejoinServer::run,
                "Brings servers back that were the source: read-only first, compared, then a replica or kept apart.",
                List.of(
                        "masterha-rejoin --conf app1.cnf --dry-run",
                        "masterha-rejoin --conf app1.cnf --server=db1",
                        "masterha-rejoin --conf app1.cnf --server=db1 --release  it is kept down still",
                        "masterha-rejoin --conf app1.cnf --server=db1 --rewind   takes back what only it has"),
                List.of(
                        "0:every server that came back follows the source, or none did",
                        "1:an error; the log says what, why and what to do",
                        WRONG_USAGE,
                        "10:a server came back, is read-only, and a human has to decide"));
    }

    private static Row<LossOptions> loss() {
        return new Row<>(
                "masterha-loss",
                LossOptions::new,
                Loss::run,
                "Writes the transactions of a saved log as text: rows by table as CSV, statements as SQL; reads only.",
                List.of(
                        "masterha-loss /var/log/masterha/app1/saved-source-db1.binlog",
                        "masterha-loss --conf=app1.cnf --output=/var/tmp/lost app1.failover-20261121-101500.jsonl",
                        "masterha-loss mysql-bin.000007              any binary log will do"),
                List.of(
                        "0:everything was decoded",
                        "1:an error",
                        WRONG_USAGE,
                        "10:something could not be decoded; it is named"));
    }

    private static Row<ManagerOptions> checkSsh() {
        return new Row<>(
                "masterha-check-ssh",
                ManagerOptions::new,
                CheckSsh::run,
                "Checks that the manager reaches every host over SSH, with its host key verified.",
                List.of(
                        "masterha-check-ssh --conf app1.cnf",
                        "masterha-check-ssh --conf app1.cnf --install-node  puts the node commands on the hosts"),
                CHECK_CODES);
    }

    private static Row<StatusOptions> checkStatus() {
        return new Row<>(
                "masterha-check-status",
                StatusOptions::new,
                CheckStatus::run,
                "Tells what the manager of this configuration does; the exit code is MHA's status number.",
                List.of("masterha-check-status --conf app1.cnf", "masterha-check-status --app app1"),
                List.of(
                        "0:PING_OK",
                        "1:an error, or wrong usage",
                        "2:NOT_RUNNING",
                        "10:INITIALIZING_MONITOR",
                        "20:PING_FAILING",
                        "21:PING_FAILED",
                        "30:RETRYING_MONITOR",
                        "31:CONFIG_ERROR",
                        "32:TIMESTAMP_OLD",
                        "50:FAILOVER_RUNNING",
                        "51:FAILOVER_ERROR"));
    }

    private static Row<StatusOptions> stop() {
        return new Row<>(
                "masterha-stop",
                StatusOptions::new,
                Stop::run,
                "Stops the manager of this configuration; not in the middle of a failover.",
                List.of("masterha-stop --conf app1.cnf", "masterha-stop --conf app1.cnf --abort"),
                List.of("0:it was stopped, or did not run", "1:it runs on", WRONG_USAGE));
    }

    private static Row<ConfHostOptions> confHost() {
        return new Row<>(
                "masterha-conf-host",
                ConfHostOptions::new,
                ConfHost::run,
                "Puts the block of a server into a configuration file, or takes it out; other lines stay as they are.",
                List.of(
                        "masterha-conf-host --command=add --conf=app1.cnf --block=server4 --hostname=db4"
                                + " --params=\"no_master=1;ignore_fail=1\"",
                        "masterha-conf-host --command=remove --conf=app1.cnf --block=server4"),
                List.of("0:done, or there was nothing to remove", "1:an error, or wrong usage"));
    }

    private static Row<RouteOptions> secondaryCheck() {
        return new Row<>(
                "masterha-secondary-check",
                RouteOptions::new,
                SecondaryCheck::run,
                "Asks other hosts over SSH whether they reach the source; meant for secondary_check_script.",
                List.of(
                        "masterha-secondary-check -s router1 -s db3 --master_host=db1",
                        "masterha-secondary-check -s db3 --user=mha --options=\"-i ~/.ssh/mha\" --master_host=db1"),
                List.of(
                        "0:no host reaches the source",
                        "1:an error, or wrong usage",
                        "2:a host to look from is itself not usable",
                        "3:a host reaches the source"));
    }

    private static Row<SwitchOptions> switchRow(String name, Optional<String> usualState) {
        return new Row<>(
                name,
                () -> new SwitchOptions(usualState),
                Switch::run,
                "Makes another server the source: planned while all live, or by hand after the source has died.",
                List.of(
                        name + " --conf app1.cnf --master_state=alive --dry-run",
                        name + " --conf app1.cnf --master_state=alive --new_master_host=db2 --orig_master_is_new_slave",
                        name + " --conf app1.cnf --master_state=dead --dead_master_host=db1"),
                List.of(
                        "0:the new source takes writes and all follow it",
                        "1:not done; the old source takes writes as before, or the log says what is left to do",
                        WRONG_USAGE,
                        "10:the new source takes writes, but a server was left out or a step failed"));
    }
}

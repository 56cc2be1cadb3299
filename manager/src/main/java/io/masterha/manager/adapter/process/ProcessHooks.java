package io.masterha.manager.adapter.process;

import io.masterha.manager.port.AddressArrival;
import io.masterha.manager.port.AddressMove;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.Hooks;
import io.masterha.manager.port.HostShell;
import io.masterha.manager.port.ScriptFinding;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's scripts as processes, told what {@link HookArguments} says. */
public final class ProcessHooks implements Hooks {
    /** Commands as configured; empty text where there is none. */
    public record Scripts(
            String secondaryCheck, String ipFailover, String ipOnlineChange, String shutdown, String report) {}

    /**
     * What the scripts are told of a server.
     *
     * @param sshOptions what an OpenSSH client needs beside user and port; empty for none
     * @param password handed over as {@link ScriptPasswords} says
     */
    public record Target(
            String ip,
            String sshHost,
            String sshIp,
            int sshPort,
            String sshUser,
            String sshOptions,
            String user,
            String password,
            String pidFile) {}

    /**
     * What holds for all scripts.
     *
     * @param conf path of the configuration
     * @param limit how long a script may run
     * @param morePath a directory where programs are looked for last: our own commands; empty for none
     * @param trustsOwnersOnly whether a script that another account than root and ours could change is a problem
     */
    public record Settings(
            String conf,
            String pingType,
            Duration limit,
            ScriptPasswords passwords,
            String morePath,
            boolean trustsOwnersOnly) {}

    private static final Logger LOG = LoggerFactory.getLogger(ProcessHooks.class);
    private static final Set<String> NEVER_GET_PASSWORDS = Set.of("shutdown_script", "report_script");

    private final Scripts scripts;
    private final HookArguments arguments;
    private final Settings settings;
    private final HostShell hosts;
    private final Story story;
    private volatile Optional<Arrival> arrival = Optional.empty();

    /** @param hosts whose sessions the scripts may borrow */
    public ProcessHooks(
            Scripts scripts, Map<ServerId, Target> targets, Settings settings, HostShell hosts, Story story) {
        this.scripts = scripts;
        this.arguments = new HookArguments(targets);
        this.settings = settings;
        this.hosts = hosts;
        this.story = story;
    }

    @Override
    public HookOutcome releaseAddress(ServerId failed, boolean sshReachable) {
        if (sshReachable) {
            expect(scripts.ipFailover(), failed);
        }
        return run("master_ip_failover_script", scripts.ipFailover(), arguments.releaseAddress(failed, sshReachable));
    }

    @Override
    public HookOutcome shutDown(ServerId failed, boolean sshReachable) {
        return run("shutdown_script", scripts.shutdown(), arguments.shutDown(failed, sshReachable));
    }

    @Override
    public boolean canMoveAddress() {
        return !scripts.ipFailover().isEmpty();
    }

    @Override
    public boolean canShutDown() {
        return !scripts.shutdown().isEmpty();
    }

    @Override
    public HookOutcome takeAddress(ServerId failed, ServerId promoted) {
        expect(scripts.ipFailover(), promoted);
        return run("master_ip_failover_script", scripts.ipFailover(), arguments.takeAddress(failed, promoted));
    }

    /** While the script itself begins, the shell in which it may do its work on a host does so, too. */
    private void expect(String script, ServerId... hosted) {
        if (!script.isEmpty()) {
            for (ServerId id : hosted) {
                hosts.expect(id);
            }
        }
    }

    @Override
    public HookOutcome leaveAddress(AddressMove move) {
        awaitEarlier();
        expect(scripts.ipOnlineChange(), move.from(), move.to());
        HookOutcome left =
                run("master_ip_online_change_script", scripts.ipOnlineChange(), arguments.onlineChange("stop", move));
        // Nobody can write from soon on until the script has given the address to the new source.
        expect(scripts.ipOnlineChange(), move.to(), move.from());
        return left;
    }

    @Override
    public AddressArrival arriveAddress(AddressMove move) {
        awaitEarlier();
        Arrival begun = Arrival.begin(arrived -> run(
                "master_ip_online_change_script",
                scripts.ipOnlineChange(),
                arguments.onlineChange("start", move),
                arrived));
        arrival = Optional.of(begun);
        return begun.first();
    }

    /** One move after the other. */
    private void awaitEarlier() {
        endOfArrival().ifPresent(end -> LOG.debug("the move before: {}", end.detail()));
    }

    @Override
    public Optional<HookOutcome> endOfArrival() {
        return arrival.map(Arrival::end);
    }

    @Override
    public HookOutcome report(
            ServerId failed, Optional<ServerId> promoted, List<ServerId> followers, String subject, String body) {
        List<String> words = new ArrayList<>(List.of("--orig_master_host=" + failed.host()));
        promoted.ifPresent(id -> {
            words.add("--new_master_host=" + id.host());
            words.add("--new_slave_hosts="
                    + String.join(",", followers.stream().map(ServerId::host).toList()));
        });
        words.add("--conf=" + settings.conf());
        words.add("--subject=" + subject);
        words.add("--body=" + body);
        return run("report_script", scripts.report(), words);
    }

    @Override
    public HookOutcome secondaryCheck(ServerId source) {
        return run(
                "secondary_check_script",
                scripts.secondaryCheck(),
                arguments.secondaryCheck(source, settings.pingType()));
    }

    @Override
    public List<ScriptFinding> check(ServerId source) {
        List<ScriptFinding> found = new ArrayList<>();
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put("master_ip_failover_script", scripts.ipFailover());
        commands.put("master_ip_online_change_script", scripts.ipOnlineChange());
        commands.put("shutdown_script", scripts.shutdown());
        commands.put("report_script", scripts.report());
        commands.put("secondary_check_script", scripts.secondaryCheck());
        commands.values().removeIf(String::isEmpty);
        commands.forEach((name, command) -> {
            ScriptCommand.weakness(command).ifPresent(why -> found.add(new ScriptFinding(true, name + ": " + why)));
            ScriptCommand.inOtherHands(command)
                    .ifPresent(why -> found.add(new ScriptFinding(settings.trustsOwnersOnly(), name + ": " + why)));
            if (!NEVER_GET_PASSWORDS.contains(name)) {
                passwordNotice(name, command).ifPresent(notice -> found.add(new ScriptFinding(false, notice)));
            }
        });
        if (found.stream().noneMatch(ScriptFinding::isProblem)) {
            status(source).forEach((name, outcome) -> {
                if (outcome.kind() == HookOutcome.Kind.OTHER) {
                    found.add(new ScriptFinding(true, name + ": --command=status failed: " + outcome.detail()));
                }
            });
        }
        return found;
    }

    private Optional<String> passwordNotice(String name, String command) {
        if (settings.passwords().of(command) == ScriptPasswords.ARGV) {
            return Optional.of(name + " gets passwords on its command line, where everybody on this machine can read"
                    + " them; if it can read them from a file: script_passwords=file");
        }
        return settings.passwords() == ScriptPasswords.FILE
                ? Optional.empty()
                : Optional.of(name + " gets passwords in a file (--..._password_file=FILE); script_passwords=file says"
                        + " that it knows, script_passwords=argv gives them in arguments, as MHA does");
    }

    /** MHA's own question to the scripts before they are needed. */
    private Map<String, HookOutcome> status(ServerId source) {
        Map<String, HookOutcome> outcomes = new LinkedHashMap<>();
        outcomes.put(
                "master_ip_failover_script",
                run("master_ip_failover_script", scripts.ipFailover(), arguments.addressStatus(source)));
        outcomes.put("shutdown_script", run("shutdown_script", scripts.shutdown(), arguments.powerStatus(source)));
        return outcomes;
    }

    private HookOutcome run(String name, String command, List<String> words) {
        return run(name, command, words, () -> {});
    }

    private HookOutcome run(String name, String command, List<String> words, Runnable arrived) {
        if (command.isEmpty()) {
            return new HookOutcome(HookOutcome.Kind.NOT_CONFIGURED, -1, name + " is not configured");
        }
        if (settings.passwords().of(command) == ScriptPasswords.ARGV) {
            return start(name, command, words, arrived);
        }
        try (PasswordFiles hidden = PasswordFiles.of(words)) {
            return start(name, command, hidden.arguments(), arrived);
        } catch (IOException e) {
            return new HookOutcome(
                    HookOutcome.Kind.OTHER, -1, "a file for its passwords could not be made: " + e.getMessage());
        }
    }

    private HookOutcome start(String name, String command, List<String> words, Runnable arrived) {
        long begin = System.nanoTime();
        Consumer<String> line = said -> story.tell("script", Optional.empty(), name + ": " + said);
        LentShell lent = new LentShell(hosts, line, arrived);
        HookOutcome outcome = HookProcess.run(command, words, settings.limit(), settings.morePath(), lent, line);
        LOG.debug("{}: {} ({} us)", name, outcome.detail(), (System.nanoTime() - begin) / 1000);
        return outcome;
    }
}

package io.masterha.manager.adapter.process;

import io.masterha.manager.port.AddressMove;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.Hooks;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operator's scripts as processes, with MHA's arguments in MHA's order. */
public final class ProcessHooks implements Hooks {
    /** Commands as configured; empty text where there is none. */
    public record Scripts(
            String secondaryCheck, String ipFailover, String ipOnlineChange, String shutdown, String report) {}

    /**
     * What the scripts are told of a server.
     *
     * @param password passed as MHA does, in an argument: scripts of MHA's contract expect it there
     */
    public record Target(
            String ip,
            String sshHost,
            String sshIp,
            int sshPort,
            String sshUser,
            String user,
            String password,
            String pidFile) {}

    private final Scripts scripts;
    private final Map<ServerId, Target> targets;
    private final String conf;
    private final String pingType;
    private final Duration limit;
    private final Story story;

    public ProcessHooks(
            Scripts scripts, Map<ServerId, Target> targets, String conf, String pingType, Duration limit, Story story) {
        this.scripts = scripts;
        this.targets = Map.copyOf(targets);
        this.conf = conf;
        this.pingType = pingType;
        this.limit = limit;
        this.story = story;
    }

    @Override
    public HookOutcome releaseAddress(ServerId failed, boolean sshReachable) {
        List<String> arguments = new ArrayList<>(server("orig_master", failed));
        arguments.addAll(stop(failed, sshReachable));
        arguments.addAll(ssh("orig_master_", failed));
        return run("master_ip_failover_script", scripts.ipFailover(), arguments);
    }

    @Override
    public HookOutcome shutDown(ServerId failed, boolean sshReachable) {
        Target target = target(failed);
        List<String> arguments = new ArrayList<>(stop(failed, sshReachable));
        arguments.add("--host=" + failed.host());
        arguments.add("--ip=" + target.ip());
        arguments.add("--port=" + failed.port());
        if (!target.pidFile().isEmpty()) {
            arguments.add("--pid_file=" + target.pidFile());
        }
        arguments.addAll(ssh("", failed));
        return run("shutdown_script", scripts.shutdown(), arguments);
    }

    @Override
    public HookOutcome takeAddress(ServerId failed, ServerId promoted) {
        Target target = target(promoted);
        List<String> arguments = new ArrayList<>(List.of("--command=start", "--ssh_user=" + target.sshUser()));
        arguments.addAll(server("orig_master", failed));
        arguments.addAll(server("new_master", promoted));
        arguments.add("--new_master_user=" + target.user());
        arguments.add("--new_master_password=" + target.password());
        arguments.addAll(ssh("orig_master_", failed));
        arguments.addAll(ssh("new_master_", promoted));
        return run("master_ip_failover_script", scripts.ipFailover(), arguments);
    }

    @Override
    public HookOutcome leaveAddress(AddressMove move) {
        return run("master_ip_online_change_script", scripts.ipOnlineChange(), onlineChange("stop", move));
    }

    @Override
    public HookOutcome arriveAddress(AddressMove move) {
        return run("master_ip_online_change_script", scripts.ipOnlineChange(), onlineChange("start", move));
    }

    private List<String> onlineChange(String command, AddressMove move) {
        Target from = target(move.from());
        Target to = target(move.to());
        List<String> arguments = new ArrayList<>(List.of("--command=" + command));
        arguments.addAll(server("orig_master", move.from()));
        arguments.add("--orig_master_user=" + from.user());
        arguments.addAll(server("new_master", move.to()));
        arguments.add("--new_master_user=" + to.user());
        arguments.add("--orig_master_ssh_user=" + from.sshUser());
        arguments.add("--new_master_ssh_user=" + to.sshUser());
        if (move.fromBecomesReplica()) {
            arguments.add("--orig_master_is_new_slave");
        }
        arguments.add("--orig_master_password=" + from.password());
        arguments.add("--new_master_password=" + to.password());
        arguments.addAll(ssh("orig_master_", move.from()));
        arguments.addAll(ssh("new_master_", move.to()));
        return arguments;
    }

    @Override
    public HookOutcome report(
            ServerId failed, Optional<ServerId> promoted, List<ServerId> followers, String subject, String body) {
        List<String> arguments = new ArrayList<>(List.of("--orig_master_host=" + failed.host()));
        promoted.ifPresent(id -> {
            arguments.add("--new_master_host=" + id.host());
            arguments.add("--new_slave_hosts="
                    + String.join(",", followers.stream().map(ServerId::host).toList()));
        });
        arguments.add("--conf=" + conf);
        arguments.add("--subject=" + subject);
        arguments.add("--body=" + body);
        return run("report_script", scripts.report(), arguments);
    }

    @Override
    public HookOutcome secondaryCheck(ServerId source) {
        Target target = target(source);
        return run(
                "secondary_check_script",
                scripts.secondaryCheck(),
                List.of(
                        "--user=" + target.sshUser(),
                        "--master_host=" + source.host(),
                        "--master_ip=" + target.ip(),
                        "--master_port=" + source.port(),
                        "--master_user=" + target.user(),
                        "--master_password=" + target.password(),
                        "--ping_type=" + pingType));
    }

    private HookOutcome run(String name, String command, List<String> arguments) {
        if (command.isEmpty()) {
            return new HookOutcome(HookOutcome.Kind.NOT_CONFIGURED, -1, name + " is not configured");
        }
        return HookProcess.run(
                command, arguments, limit, line -> story.tell("script", Optional.empty(), name + ": " + line));
    }

    private List<String> stop(ServerId failed, boolean sshReachable) {
        return sshReachable
                ? List.of("--command=stopssh", "--ssh_user=" + target(failed).sshUser())
                : List.of("--command=stop");
    }

    private List<String> server(String prefix, ServerId id) {
        return List.of(
                "--" + prefix + "_host=" + id.host(),
                "--" + prefix + "_ip=" + target(id).ip(),
                "--" + prefix + "_port=" + id.port());
    }

    /** Only what differs from the usual is told, as MHA does. */
    private List<String> ssh(String prefix, ServerId id) {
        Target target = target(id);
        List<String> arguments = new ArrayList<>();
        if (!target.sshHost().equals(id.host()) || !target.sshIp().equals(target.ip())) {
            arguments.add("--" + prefix + "ssh_host=" + target.sshHost());
            arguments.add("--" + prefix + "ssh_ip=" + target.sshIp());
        }
        if (target.sshPort() != 22) {
            arguments.add("--" + prefix + "ssh_port=" + target.sshPort());
        }
        return arguments;
    }

    private Target target(ServerId id) {
        Optional<Target> target = Optional.ofNullable(targets.get(id));
        return target.orElseThrow(() -> new IllegalArgumentException("not a server of this application: " + id));
    }
}

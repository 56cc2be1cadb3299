package io.masterha.manager.adapter.process;

import io.masterha.manager.adapter.process.ProcessHooks.Target;
import io.masterha.manager.port.AddressMove;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each of the operator's scripts is told: MHA's arguments in MHA's order. */
final class HookArguments {
    private final Map<ServerId, Target> targets;

    HookArguments(Map<ServerId, Target> targets) {
        this.targets = Map.copyOf(targets);
    }

    List<String> releaseAddress(ServerId failed, boolean sshReachable) {
        List<String> arguments = new ArrayList<>(server("orig_master", failed));
        arguments.addAll(stop(failed, sshReachable));
        arguments.addAll(ssh("orig_master_", failed));
        arguments.addAll(sshOptions(failed));
        return arguments;
    }

    List<String> shutDown(ServerId failed, boolean sshReachable) {
        Target target = target(failed);
        List<String> arguments = new ArrayList<>(stop(failed, sshReachable));
        arguments.add("--host=" + failed.host());
        arguments.add("--ip=" + target.ip());
        arguments.add("--port=" + failed.port());
        if (!target.pidFile().isEmpty()) {
            arguments.add("--pid_file=" + target.pidFile());
        }
        arguments.addAll(ssh("", failed));
        arguments.addAll(sshOptions(failed));
        return arguments;
    }

    List<String> takeAddress(ServerId failed, ServerId promoted) {
        Target target = target(promoted);
        List<String> arguments = new ArrayList<>(List.of("--command=start", "--ssh_user=" + target.sshUser()));
        arguments.addAll(server("orig_master", failed));
        arguments.addAll(server("new_master", promoted));
        arguments.add("--new_master_user=" + target.user());
        arguments.add("--new_master_password=" + target.password());
        arguments.addAll(ssh("orig_master_", failed));
        arguments.addAll(ssh("new_master_", promoted));
        arguments.addAll(sshOptions(failed));
        return arguments;
    }

    /** @param command stop or start */
    List<String> onlineChange(String command, AddressMove move) {
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
        arguments.addAll(sshOptions(move.from()));
        return arguments;
    }

    List<String> secondaryCheck(ServerId source, String pingType) {
        Target target = target(source);
        List<String> arguments = new ArrayList<>(List.of(
                "--user=" + target.sshUser(),
                "--master_host=" + source.host(),
                "--master_ip=" + target.ip(),
                "--master_port=" + source.port(),
                "--master_user=" + target.user(),
                "--master_password=" + target.password(),
                "--ping_type=" + pingType));
        if (!target.sshOptions().isEmpty()) {
            arguments.add("--options=" + target.sshOptions());
        }
        return arguments;
    }

    /** MHA's own question to the script that moves the address, before it is needed. */
    List<String> addressStatus(ServerId source) {
        Target target = target(source);
        List<String> arguments = new ArrayList<>(List.of("--command=status", "--ssh_user=" + target.sshUser()));
        arguments.addAll(server("orig_master", source));
        arguments.addAll(ssh("orig_master_", source));
        arguments.addAll(sshOptions(source));
        return arguments;
    }

    /** The same to the script that switches the power off. */
    List<String> powerStatus(ServerId source) {
        Target target = target(source);
        List<String> arguments = new ArrayList<>(List.of(
                "--command=status",
                "--ssh_user=" + target.sshUser(),
                "--host=" + source.host(),
                "--ip=" + target.ip()));
        arguments.addAll(ssh("", source));
        arguments.addAll(sshOptions(source));
        return arguments;
    }

    /** MHA tells them of the old source only. */
    private List<String> sshOptions(ServerId id) {
        String options = target(id).sshOptions();
        return options.isEmpty() ? List.of() : List.of("--ssh_options=" + options);
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

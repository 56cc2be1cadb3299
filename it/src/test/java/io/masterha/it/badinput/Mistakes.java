package io.masterha.it.badinput;

import io.masterha.it.lab.LabHost;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The table: every mistake of the specification, and what must be said about it. */
final class Mistakes {
    private static final String[] MANAGER = {"masterha-manager", "--conf", "CONF"};

    private Mistakes() {}

    static List<Mistake> all(List<LabHost> hosts, Path directory) {
        return Stream.of(usage(), files(directory), servers(hosts), accounts(), hosts(directory), scripts())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Mistake> usage() {
        return List.of(
                Mistake.of("no configuration is named")
                        // As MHA does: of all wrong usage only this is no 2.
                        .command("masterha-manager")
                        .exits(1)
                        .says("--conf=FILE is missing", "next: masterha-manager --help", "nothing was changed"),
                Mistake.of("the option has no value it could have")
                        .command("masterha-manager", "--conf", "CONF", "--last_failover_minute=soon")
                        .exits(2)
                        .says("last_failover_minute", "soon", "nothing was changed"));
    }

    private static List<Mistake> files(Path directory) {
        Path file = directory.resolve("a-file");
        Path full = directory.resolve("full");
        return List.of(
                Mistake.of("the configuration is missing")
                        .command("masterha-manager", "--conf", "/nowhere/app.cnf")
                        .says("/nowhere/app.cnf", "next:", "nothing was changed"),
                Mistake.of("the configuration cannot be read")
                        .command("masterha-check-repl", "--conf", directory.toString())
                        .says(directory.toString(), "next:", "nothing was changed"),
                Mistake.of("two keys are unknown")
                        .command(MANAGER)
                        .with("pign_interval", 3)
                        .with("candidate", 1)
                        .says("pign_interval", "ping_interval", "candidate", "CONF", "nothing was changed"),
                Mistake.of("the work directory cannot be made")
                        .command(MANAGER)
                        .with("manager_workdir", file + "/below")
                        .says(file + "/below", "work directory", "why:", "next:", "nothing was changed"),
                Mistake.of("the disk of the work directory is full")
                        .command(MANAGER)
                        .with("manager_workdir", full)
                        .says(full.toString(), "No space left on device", "next: make room", "nothing was changed"),
                Mistake.of("the log's directory is not there")
                        .command(MANAGER)
                        .with("manager_log", "/nowhere/logs/app.log")
                        .says("/nowhere/logs", "why:", "next:", "nothing was changed"),
                Mistake.of("the key file is not there")
                        .with("ssh_key_file", "/nowhere/id_ed25519")
                        .says("/nowhere/id_ed25519", "next:"));
    }

    private static List<Mistake> servers(List<LabHost> hosts) {
        String own = "ip=" + hosts.get(1).address();
        return List.of(
                Mistake.of("a server cannot be resolved")
                        .command(MANAGER)
                        .replacing("hostname=db2", "hostname=db2.invalid")
                        .replacing(own, "# no address")
                        .says("db2.invalid", "resolve", "next:", "nothing was changed"),
                Mistake.of("two servers have the same address")
                        .command(MANAGER)
                        .replacing(own, "ip=" + hosts.get(0).address())
                        .says(hosts.get(0).address(), "server1", "server2", "nothing was changed"),
                Mistake.of("nothing listens on a server's port")
                        .replacing(own, own + "\nport=3399")
                        .says("db2:3399", "refused", "next: check that the server runs there", "NOT OK"),
                Mistake.of("no server is a replica")
                        .replacing("hostname=db1", "hostname=db4")
                        .replacing(
                                "ip=" + hosts.get(0).address(),
                                "ip=" + hosts.get(3).address())
                        .replacing("[server2]", "# [server2]")
                        .replacing("hostname=db2", "# db2")
                        .replacing(own, "# db2")
                        .replacing("[server3]", "# [server3]")
                        .replacing("hostname=db3", "# db3")
                        .replacing("ip=" + hosts.get(2).address(), "# db3")
                        .says("no server is a replica", "nobody could take over", "next: set up replication"),
                Mistake.of("there are two sources")
                        .replacing("hostname=db3", "hostname=db4")
                        .replacing(
                                "ip=" + hosts.get(2).address(),
                                "ip=" + hosts.get(3).address())
                        .says("more than one source: db1, db4", "exactly one", "next:"),
                Mistake.of("the source is not in the configuration")
                        .replacing("[server1]", "# [server1]")
                        .replacing("hostname=db1", "# db1")
                        .replacing("ip=" + hosts.get(0).address(), "# db1")
                        .says("db2 follows " + hosts.get(0).address(), "not in the configuration", "next: add it"));
    }

    private static List<Mistake> accounts() {
        return List.of(
                Mistake.of("the manager's password is wrong")
                        .command(MANAGER)
                        .with("password", "guessed-word")
                        .says("turns admin away", "1045", "next:", "mysql -h", "nothing was changed"),
                Mistake.of("the manager's account lacks privileges")
                        .with("user", "weak")
                        .with("password", "weakpw")
                        .says("weak@% lacks", "RELOAD", "cannot stop, start and change replication", "next: GRANT"),
                Mistake.of("the replication account is missing")
                        .with("repl_user", "nobody")
                        .says("replicas could not follow it as nobody", "no such user", "next: CREATE USER"),
                Mistake.of("the replication account may not replicate")
                        .with("repl_user", "app")
                        .with("repl_password", "apppw")
                        .says("replicas could not follow it as app", "no REPLICATION SLAVE", "next: GRANT"),
                Mistake.of("the replication account's password is wrong")
                        .with("repl_password", "guessed-word")
                        .says("replicas could not follow it as repl", "repl_password is not", "next: mend"));
    }

    private static List<Mistake> hosts(Path directory) {
        return List.of(
                Mistake.of("a host refuses the key")
                        .with("ssh_key_file", directory.resolve("other-key"))
                        .says("refuses the login of root", "other-key", "next: ssh-copy-id", "NOT OK"),
                Mistake.of("a host has another key than before")
                        .with("ssh_known_hosts", directory.resolve("changed-hosts"))
                        .says("another host key than known_hosts", "set up anew", "ssh-keygen -R", "NOT OK"),
                Mistake.of("a host's key is unknown")
                        .command("masterha-check-ssh", "--conf", "CONF")
                        .with("ssh_known_hosts", directory.resolve("no-hosts"))
                        .says("a host key that known_hosts does not have", "fingerprint", "3 test(s) failed"),
                Mistake.of("the directory on the hosts cannot be made")
                        .with("remote_workdir", "/proc/nowhere")
                        .says("/proc/nowhere", "next: set remote_workdir"));
    }

    private static List<Mistake> scripts() {
        return List.of(
                Mistake.of("a script does not answer its status call")
                        .with("shutdown_script", "/bin/false")
                        .says("shutdown_script: --command=status failed", "code 1", "next: mend the script"),
                Mistake.of("a script is not there")
                        .with("master_ip_failover_script", "/nowhere/script")
                        .says("master_ip_failover_script: /nowhere/script cannot be found", "next: mend the script"),
                Mistake.of("there are several mistakes at once")
                        .with("repl_password", "guessed-word")
                        .with("ssh_key_file", "/nowhere/id_ed25519")
                        .with("shutdown_script", "/bin/false")
                        .says(
                                "repl_password is not",
                                "/nowhere/id_ed25519",
                                "shutdown_script: --command=status failed"));
    }
}

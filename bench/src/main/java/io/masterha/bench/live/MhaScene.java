package io.masterha.bench.live;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Repository;
import io.masterha.it.lab.Until;
import io.masterha.it.lab.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** db1 and its replicas under MHA 0.58, which runs on the last of them; the same sample scripts move the address. */
final class MhaScene implements AutoCloseable {
    static final String CONFIG = "/etc/mha.cnf";
    private static final String LOG = "/var/log/mha.log";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private final Lab lab;
    private final LabReplication replication;
    private final Writer writer;
    private final LabHost manager;

    private MhaScene(Lab lab) throws IOException {
        this.lab = lab;
        this.replication = lab.replicate();
        this.manager = lab.host(lab.hosts().size());
        String address = lab.host(1).address().replaceFirst("\\.\\d+$", ".100");
        try (Stream<Path> scripts = Files.list(Repository.root().resolve("samples/scripts"))) {
            scripts.forEach(file -> manager.put(file, "/opt/scripts/" + file.getFileName()));
        }
        for (LabHost host : lab.hosts()) {
            write(
                    host,
                    "/root/.ssh/config",
                    "StrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\n");
        }
        manager.shell("mkdir -p /var/tmp/mha");
        write(manager, CONFIG, configuration(address));
        String given = manager.shell("/opt/scripts/master_ip_failover --vip=" + address
                + "/24 --command=start --ssh_user=root --new_master_host=" + db(1).address() + " --new_master_ip="
                + db(1).address());
        if (!given.contains(address)) {
            throw new IOException("no address: " + given);
        }
        this.writer = Writer.through(address, lab.hosts());
    }

    static MhaScene start(Flavour flavour, ReplicationMode mode, int hosts) throws IOException {
        Lab lab = Lab.start(flavour, mode, hosts);
        try {
            return new MhaScene(lab);
        } catch (IOException | RuntimeException | AssertionError e) {
            lab.close();
            throw e;
        }
    }

    private String configuration(String address) {
        StringBuilder text = new StringBuilder("""
                [server default]
                user=admin
                password=adminpw
                repl_user=repl
                repl_password=replpw
                ssh_user=root
                manager_workdir=/var/tmp/mha
                remote_workdir=/var/tmp
                master_binlog_dir=/var/lib/mysql
                ping_interval=3
                """);
        for (String name : List.of("master_ip_failover", "master_ip_online_change")) {
            text.append(name).append("_script=/opt/scripts/").append(name);
            text.append(" --vip=").append(address).append("/24\n");
        }
        for (LabHost host : lab.hosts()) {
            text.append("[server").append(lab.hosts().indexOf(host) + 1);
            text.append("]\nhostname=").append(host.address()).append('\n');
        }
        return text.toString();
    }

    private static void write(LabHost host, String path, String text) {
        host.shell("umask 077 && cat >" + path + " <<'END'\n" + text + "END");
    }

    LabHost db(int n) {
        return lab.host(n);
    }

    Lab lab() {
        return lab;
    }

    LabReplication replication() {
        return replication;
    }

    Writer writer() {
        return writer;
    }

    /** Starts masterha_manager and waits until it watches; how long that took. Each line of its log gets its moment. */
    Duration startManager() {
        long begin = System.nanoTime();
        manager.shell("rm -f " + LOG + "; (setsid bash -c 'masterha_manager --conf=" + CONFIG
                + " --ignore_last_failover 2>&1 | perl -MTime::HiRes=time -ne \"BEGIN{\\$|=1} printf \\\"%.3f %s\\\", time, \\$_\""
                + " >" + LOG + "; touch " + LOG + ".end' >/dev/null 2>&1 </dev/null &); rm -f " + LOG + ".end");
        Until.holds(
                "masterha_manager watches",
                LIMIT,
                () -> manager.shell("cat " + LOG).contains("waiting until MySQL doesn't respond"),
                () -> manager.shell("tail -n 5 " + LOG));
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    void awaitEndOfManager(Duration limit) {
        Until.holds(
                "masterha_manager ends",
                limit,
                () -> !manager.shell("ls " + LOG + ".end 2>/dev/null || true").isEmpty(),
                () -> manager.shell("tail -n 5 " + LOG));
    }

    List<String> log() {
        return manager.shell("cat " + LOG).lines().toList();
    }

    /** Runs a command to its end; how long it took, by the clock of the host. */
    Duration command(String command) {
        String out = manager.shell("b=$(date +%s%N); " + command + " >/tmp/out 2>&1 </dev/null; e=$?; n=$(date +%s%N);"
                + " echo $e $((n - b))");
        String[] words = out.split(" ");
        if (!words[0].equals("0")) {
            throw new IllegalStateException(
                    command + ": exit " + words[0] + "\n" + manager.shell("tail -n 15 /tmp/out"));
        }
        return Duration.ofNanos(Long.parseLong(words[1]));
    }

    @Override
    public void close() {
        writer.stop();
        lab.close();
    }
}
